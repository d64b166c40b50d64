// Text pasted from Word or a page keeps headings, lists and emphasis as the report's plain markup. Without it the plain
// text is pasted. What is pasted is read in an inert document and becomes text only.
"use strict";

const BLOCK = new Set(["ADDRESS", "ARTICLE", "ASIDE", "BLOCKQUOTE", "BODY", "DD", "DIV", "DL", "DT", "FIGURE", "FOOTER",
  "HEADER", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "MAIN", "OL", "P", "PRE", "SECTION", "TABLE", "TBODY", "TD", "TFOOT",
  "TH", "THEAD", "TR", "UL"]);
const LEFT_OUT = new Set(["SCRIPT", "STYLE", "TITLE", "META", "LINK", "HEAD", "TEMPLATE"]);

// Styles are only read: under another name they are no styles and no handlers, which the page's policy would refuse.
function disarmed(html) {
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));
}

function styleOf(node) {
  return (node.getAttribute("data-style") || "").toLowerCase().replace(/\s+/g, "");
}

// The pieces of a line: {text, strong, emphasis}.
function pieces(node, look, found) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      found.push({ text: child.data.replace(/[ \t\r\n]+/g, " "), ...look });
      continue;
    }
    if (child.nodeType !== Node.ELEMENT_NODE || LEFT_OUT.has(child.tagName)) continue;
    const style = styleOf(child);
    if (style.includes("mso-list:ignore") || style.includes("display:none")) continue;
    if (child.tagName === "BR") {
      found.push({ text: "\n", strong: false, emphasis: false });
      continue;
    }
    const isStrong = ["B", "STRONG"].includes(child.tagName) || /font-weight:(bold|[6-9]00)/.test(style);
    const isEmphasis = ["I", "EM"].includes(child.tagName) || /font-style:italic/.test(style);
    pieces(child, {
      strong: !/font-weight:(normal|400)/.test(style) && (look.strong || isStrong),
      emphasis: !/font-style:normal/.test(style) && (look.emphasis || isEmphasis),
    }, found);
  }
  return found;
}

function merged(found) {
  const result = [];
  for (const piece of found) {
    const last = result[result.length - 1];
    if (last && last.strong === piece.strong && last.emphasis === piece.emphasis) last.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}

function marked(piece, before, after) {
  const stars = "*".repeat((piece.strong ? 2 : 0) + (piece.emphasis ? 1 : 0));
  const core = piece.text.trim();
  if (!stars || !core || /[*\n]/.test(core)) return piece.text;
  const [lead] = piece.text.match(/^\s*/);
  const [trail] = piece.text.match(/\s*$/);
  const inWord = (!lead && /[\p{L}\p{N}_*]$/u.test(before)) || (!trail && /^[\p{L}\p{N}_*]/u.test(after));
  return inWord ? piece.text : lead + stars + core + stars + trail;
}

function line(node, plain = false) {
  const found = merged(pieces(node, { strong: false, emphasis: false }, []));
  let text = "";
  found.forEach((piece, at) => {
    const after = found[at + 1] ? found[at + 1].text : "";
    text += plain ? piece.text : marked(piece, text, after);
  });
  return text.replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim();
}

// Word writes its lists as paragraphs whose sign stands in a part that is to be ignored.
function wordItem(node) {
  const isItem = /mso-list:l?\d/.test(styleOf(node)) || /^MsoListParagraph/.test(node.className);
  if (!isItem) return null;
  const sign = [...node.querySelectorAll("span")].find((one) => styleOf(one).includes("mso-list:ignore"));
  const number = sign && sign.textContent.trim().match(/^(\d{1,3})[.)]/);
  return { kind: number ? "step" : "bullet", text: `${number ? `${number[1]}.` : "-"} ${line(node).replace(/\n/g, " ")}` };
}

function listItems(list, blocks) {
  let number = Number(list.getAttribute("start")) || 1;
  for (const item of list.children) {
    if (["UL", "OL"].includes(item.tagName)) {
      listItems(item, blocks);
      continue;
    }
    const own = item.cloneNode(true);
    const inner = [...item.querySelectorAll("ul, ol")].filter((one) => one.parentElement.closest("ul, ol") === list);
    for (const one of own.querySelectorAll("ul, ol")) one.remove();
    const isStep = list.tagName === "OL";
    const text = line(own).replace(/\n/g, " ");
    if (text) blocks.push({ kind: isStep ? "step" : "bullet", text: `${isStep ? `${number}.` : "-"} ${text}` });
    number += 1;
    for (const one of inner) listItems(one, blocks);
  }
}

function isHeading(node) {
  return /^H[1-6]$/.test(node.tagName) || /^(MsoTitle|MsoHeading|Heading)/i.test(node.className);
}

function read(node, blocks) {
  let loose = []; // text and inline parts between blocks
  const flush = () => {
    if (!loose.length) return;
    const holder = node.ownerDocument.createElement("p");
    for (const one of loose) holder.append(one.cloneNode(true));
    loose = [];
    const text = line(holder);
    if (text) blocks.push({ kind: "text", text });
  };
  for (const child of node.childNodes) {
    const isElement = child.nodeType === Node.ELEMENT_NODE;
    if (isElement && LEFT_OUT.has(child.tagName)) continue;
    const holdsBlocks = isElement && [...child.querySelectorAll("*")].some((one) => BLOCK.has(one.tagName));
    if (!isElement || (!BLOCK.has(child.tagName) && !holdsBlocks)) {
      if (isElement || child.nodeType === Node.TEXT_NODE) loose.push(child);
      continue;
    }
    flush();
    block(child, holdsBlocks, blocks);
  }
  flush();
}

function block(node, holdsBlocks, blocks) {
  const item = wordItem(node);
  if (item) {
    blocks.push(item);
  } else if (isHeading(node)) {
    const text = line(node, true).replace(/\n/g, " ");
    if (text) blocks.push({ kind: "heading", text: `## ${text}` });
  } else if (node.tagName === "UL" || node.tagName === "OL") {
    listItems(node, blocks);
  } else if (node.tagName === "TR") {
    const cells = [...node.children].map((cell) => line(cell).replace(/\n/g, " "));
    if (cells.some(Boolean)) blocks.push({ kind: "row", text: cells.join(" | ") });
  } else if (holdsBlocks) {
    read(node, blocks);
  } else {
    const text = line(node);
    if (text) blocks.push({ kind: "text", text });
  }
}

function markup(html) {
  const blocks = [];
  read(new DOMParser().parseFromString(disarmed(html), "text/html").body, blocks);
  let text = "";
  blocks.forEach((one, at) => {
    const before = blocks[at - 1];
    const isSameList = before && before.kind === one.kind && one.kind !== "text" && one.kind !== "heading";
    text += (at ? (isSameList ? "\n" : "\n\n") : "") + one.text;
  });
  return text;
}

for (const field of document.querySelectorAll("textarea[data-paste]")) {
  field.addEventListener("paste", (event) => {
    const html = event.clipboardData && event.clipboardData.getData("text/html");
    const text = html ? markup(html) : "";
    if (!text) return; // the browser's own paste of plain text
    event.preventDefault();
    const isUndoable = document.execCommand("insertText", false, text);
    if (!isUndoable) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}
