// The language of conditions, limits and calculations, as the server has it (apps/questionnaires/expressions).
// One table of cases drives both: tests/questionnaires/expressions.json. Nothing here runs a text as code.

const LONGEST = 2000, MOST_TOKENS = 400, DEEPEST = 24;

const TOKEN = /(?<space>\s+)|\$\{\s*(?<name>[A-Za-z_][\w.-]*)\s*\}|(?<number>\d+(?:\.\d*)?|\.\d+)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<word>[A-Za-z_][\w-]*)|(?<sign><=|>=|!=|[=<>+\-*(),])|(?<current>\.(?![./\d]))/y;
const WORD_SIGNS = new Set(["and", "or", "div", "mod"]);
const LEVELS = [["or"], ["and"], ["=", "!="], ["<", "<=", ">", ">="], ["+", "-"], ["*", "div", "mod"]];

export class ExpressionError extends Error {}

/** The tree behind a text; throws ExpressionError. */
export function parse(text) {
  if ([...text].length > LONGEST) throw new ExpressionError("too long");
  const tokens = tokensOf(text);
  const reader = { tokens, at: 0 };
  const tree = level(reader, 0, 0);
  if (reader.at < tokens.length) throw new ExpressionError(`unexpected ${tokens[reader.at].text}`);
  return tree;
}

function tokensOf(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) throw new ExpressionError("unreadable");
    const [kind, value] = Object.entries(found.groups).find(([, one]) => one !== undefined);
    if (kind === "sign" || (kind === "word" && WORD_SIGNS.has(value))) tokens.push({ kind: "sign", text: value });
    else if (kind === "single" || kind === "double") tokens.push({ kind: "text", text: value });
    else if (kind !== "space") tokens.push({ kind, text: value });
    if (tokens.length > MOST_TOKENS) throw new ExpressionError("too many words");
  }
  return tokens;
}

function takes(reader, ...signs) {
  const token = reader.tokens[reader.at];
  if (!token || token.kind !== "sign" || !signs.includes(token.text)) return "";
  reader.at += 1;
  return token.text;
}

function level(reader, number, depth) {
  if (number === LEVELS.length) return single(reader, depth);
  const first = level(reader, number + 1, depth), rest = [];
  for (let sign; (sign = takes(reader, ...LEVELS[number])); ) rest.push([sign, level(reader, number + 1, depth)]);
  return rest.length ? { kind: "chain", first, rest } : first;
}

function single(reader, depth) {
  const token = reader.tokens[reader.at++];
  if (!token) throw new ExpressionError("stops before its end");
  if (depth > DEEPEST) throw new ExpressionError("too deep");
  if (token.kind === "number") return { kind: "literal", value: Number(token.text) };
  if (token.kind === "text") return { kind: "literal", value: token.text };
  if (token.kind === "name" || token.kind === "current") return { kind: "name", name: token.text };
  if (token.kind === "sign" && token.text === "-") return { kind: "minus", of: single(reader, depth + 1) };
  if (token.kind === "sign" && token.text === "(") {
    const inside = level(reader, 0, depth + 1);
    if (!takes(reader, ")")) throw new ExpressionError("a parenthesis is missing");
    return inside;
  }
  if (token.kind === "word") return call(reader, token, depth);
  throw new ExpressionError(`unexpected ${token.text}`);
}

function call(reader, token, depth) {
  if (!takes(reader, "(")) throw new ExpressionError(`unexpected ${token.text}`);
  if (!Object.hasOwn(FUNCTIONS, token.text)) throw new ExpressionError(`unknown ${token.text}`);
  const given = [];
  if (!takes(reader, ")")) {
    do given.push(level(reader, 0, depth + 1)); while (takes(reader, ","));
    if (!takes(reader, ")")) throw new ExpressionError("a parenthesis is missing");
  }
  const [least, most] = FUNCTIONS[token.text];
  if (given.length < least || given.length > most) throw new ExpressionError(`${token.text}: ${given.length} values`);
  if (token.text === "regex") {
    if (given[1].kind !== "literal" || typeof given[1].value !== "string") throw new ExpressionError("a pattern is a text");
    pattern(given[1].value);
  }
  return { kind: "call", name: token.text, given };
}

/** What the tree says of some answers (`.` among them); `on` is today as 2026-05-01. */
export function evaluate(tree, answers, on) {
  const of = (node) => {
    switch (node.kind) {
      case "literal": return node.value;
      case "name": return Object.hasOwn(answers, node.name) ? answers[node.name] : "";
      case "minus": return -asNumber(of(node.of));
      case "chain": return chain(node);
    }
    if (node.name === "if") return of(asTruth(of(node.given[0])) ? node.given[1] : node.given[2]);
    if (node.name === "today") return on;
    return FUNCTIONS[node.name][2](...node.given.map(of));
  };
  const chain = ({ first, rest }) => {
    if (rest[0][0] === "and") return [first, ...rest.map(([, node]) => node)].every((node) => asTruth(of(node)));
    if (rest[0][0] === "or") return [first, ...rest.map(([, node]) => node)].some((node) => asTruth(of(node)));
    return rest.reduce((value, [sign, node]) => SIGNS[sign](value, of(node)), of(first));
  };
  return of(tree);
}

export const isTrue = (tree, answers, on) => asTruth(evaluate(tree, answers, on));

export function asText(value) {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return value;
  if (!Number.isFinite(value)) return "";
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [, sign, whole, , decimals = "", power] = /^(-?)(\d+)(\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  return power ? `${sign}0.${"0".repeat(-Number(power) - 1)}${whole}${decimals}` : String(value);
}

export function asNumber(value) {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return value;
  const text = value.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  return /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/.test(text) ? finite(Number(text)) : days(text);
}

export const asTruth = (value) => (typeof value === "string" ? value !== "" : Boolean(value)); // NaN is no

const DAY = 86_400_000;
function days(text) {
  const found = /^(\d{4})-(\d\d)-(\d\d)(T.*)?$/.exec(text);
  if (!found || found[1] === "0000") return NaN;
  const moment = Date.parse(`${found[1]}-${found[2]}-${found[3]}T00:00:00Z`);
  // A day that does not exist (30 February) would roll over to the next month.
  return Number.isNaN(moment) || new Date(moment).getUTCDate() !== Number(found[3]) ? NaN : moment / DAY;
}

const finite = (number) => (Number.isFinite(number) ? number : NaN);
const words = (value) => asText(value).split(/\s+/).filter(Boolean);
const numbers = (values) => values.map(asNumber).filter((number) => !Number.isNaN(number));
const characters = (value) => [...asText(value)];

function equal(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") return asTruth(left) === asTruth(right);
  if (typeof left === "number" || typeof right === "number") return asNumber(left) === asNumber(right);
  return left === right;
}

const SIGNS = {
  "=": equal,
  "!=": (left, right) => !equal(left, right),
  "<": (left, right) => asNumber(left) < asNumber(right),
  "<=": (left, right) => asNumber(left) <= asNumber(right),
  ">": (left, right) => asNumber(left) > asNumber(right),
  ">=": (left, right) => asNumber(left) >= asNumber(right),
  "+": (left, right) => finite(asNumber(left) + asNumber(right)),
  "-": (left, right) => finite(asNumber(left) - asNumber(right)),
  "*": (left, right) => finite(asNumber(left) * asNumber(right)),
  div: (left, right) => finite(asNumber(left) / asNumber(right)),
  mod: (left, right) => finite(asNumber(left) % asNumber(right)),
};

function rounded(value, places = 0) {
  const digits = asNumber(places);
  if (!Number.isInteger(digits) || digits < 0 || digits > 10) return NaN;
  const scale = 10 ** digits;
  return finite(Math.floor(asNumber(value) * scale + 0.5) / scale);
}

function part(value, start, end = NaN) {
  const text = characters(value), first = Math.trunc(asNumber(start)), last = Math.trunc(asNumber(end));
  if (Number.isNaN(first)) return "";
  return text.slice(Math.max(first, 0), Number.isNaN(last) ? text.length : Math.max(last, 0)).join("");
}

function day(value) {
  const moment = new Date(Math.floor(asNumber(value)) * DAY);
  const year = moment.getUTCFullYear();
  return Number.isNaN(year) || year < 1 || year > 9999 ? "" : moment.toISOString().slice(0, 10);
}

function pattern(text) {
  const inside = text.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  // Only what the server reads: no look-around, no references back, no boundary.
  if (/\(\?(?!:)|\\[0-9A-CE-RT-VX-Za-ce-mo-qu-vx-z]/.test(inside)) throw new ExpressionError("pattern");
  const bare = inside.replace(/\[(\\.|[^\]\\])*\]|\\./g, "_");
  if (/[\^$]|\{(?!\d+(,\d*)?\})/.test(bare)) throw new ExpressionError("pattern");
  try {
    return new RegExp(`^(?:${inside})$`);
  } catch {
    throw new ExpressionError("pattern");
  }
}

// How many values each takes, and what it does with them.
const FUNCTIONS = {
  abs: [1, 1, (value) => Math.abs(asNumber(value))],
  boolean: [1, 1, asTruth],
  ceiling: [1, 1, (value) => Math.ceil(asNumber(value))],
  coalesce: [1, 20, (...values) => values.map(asText).find((text) => text !== "") ?? ""],
  concat: [1, 20, (...values) => values.map(asText).join("")],
  contains: [2, 2, (text, piece) => asText(text).includes(asText(piece))],
  "count-non-empty": [1, 60, (...values) => values.filter((value) => asText(value) !== "").length],
  "count-selected": [1, 1, (value) => words(value).length],
  date: [1, 1, day],
  "ends-with": [2, 2, (text, piece) => asText(text).endsWith(asText(piece))],
  false: [0, 0, () => false],
  floor: [1, 1, (value) => Math.floor(asNumber(value))],
  if: [3, 3],
  int: [1, 1, (value) => Math.trunc(asNumber(value))],
  max: [1, 60, (...values) => finite(Math.max(...numbers(values)))],
  min: [1, 60, (...values) => finite(Math.min(...numbers(values)))],
  "normalize-space": [1, 1, (value) => words(value).join(" ")],
  not: [1, 1, (value) => !asTruth(value)],
  number: [1, 1, asNumber],
  pow: [2, 2, (base, exponent) => finite(asNumber(base) ** asNumber(exponent))],
  regex: [2, 2, (text, written) => characters(text).length <= 2000 && pattern(asText(written)).test(asText(text))],
  round: [1, 2, rounded],
  selected: [2, 2, (value, code) => words(value).includes(asText(code))],
  "selected-at": [2, 2, (value, place) => words(value)[Math.trunc(asNumber(place))] ?? ""],
  "starts-with": [2, 2, (text, piece) => asText(text).startsWith(asText(piece))],
  string: [1, 1, asText],
  "string-length": [1, 1, (value) => characters(value).length],
  substr: [2, 3, part],
  sum: [1, 60, (...values) => finite(numbers(values).reduce((total, number) => total + number, 0))],
  today: [0, 0],
  true: [0, 0, () => true],
};
