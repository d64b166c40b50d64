"""The start of the day, gathered from the apps below: what the day's page shows and the daily mail is sent for."""
