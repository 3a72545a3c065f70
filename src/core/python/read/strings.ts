/** What the text of one string literal says. */
import { own } from '../../own';
export interface StringPiece {
  /** Undefined where a character is given by its Unicode name, of which there is no table here. */
  readonly value: string | undefined;
  readonly bytes: boolean;
  /** False where the closing quote is missing. */
  readonly closed: boolean;
}

const literal = /^([a-zA-Z]{0,2})("""|'''|"|')/;
const simpleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const escape = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r\n|[^]))/g;
const bytesEscape = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|(?!)()|(?!)()|(\r\n|[^]))/g;

/** Reads a literal with its prefix and quotes; escapes are decoded as Python does, unknown ones are kept. */
export function readString(source: string): StringPiece {
  const match = literal.exec(source);
  const prefix = (match?.[1] ?? '').toLowerCase();
  const quote = match?.[2] ?? '';
  const start = match?.[0].length ?? 0;
  const closed = quote !== '' && source.length >= start + quote.length && source.endsWith(quote);
  const bytes = prefix.includes('b');
  let value: string = source.slice(start, closed ? source.length - quote.length : source.length);
  if (value.includes('\r')) value = value.replaceAll(/\r\n?/g, '\n');
  if (value.includes('\\') && !prefix.includes('r')) {
    if (!bytes && namesCharacter(value)) return { value: undefined, bytes, closed };
    value = decodeEscapes(value, bytes);
  }
  if (prefix.includes('f') || prefix.includes('t')) value = value.replaceAll('{{', '{').replaceAll('}}', '}');
  return { value, bytes, closed };
}

/** Whether an escape names its character, `\N{BULLET}`: what it stands for is in Unicode's own table. */
function namesCharacter(text: string): boolean {
  for (const [escape] of text.matchAll(/\\(?:N\{|[^])/g)) if (escape === '\\N{') return true;
  return false;
}

function decodeEscapes(text: string, bytes: boolean): string {
  return text.replaceAll(
    bytes ? bytesEscape : escape,
    (whole: string, octal?: string, hex?: string, four?: string, eight?: string, other?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const digits = hex ?? four ?? eight;
      if (digits !== undefined) {
        const code = Number.parseInt(digits, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      if (other === '\n' || other === '\r\n') return '';
      return (other === undefined ? undefined : own(simpleEscapes, other)) ?? whole;
    },
  );
}

/** float64 value of a number literal and what kind it is. Old octals and longs of Python 2 are read, too. */
export function readNumber(source: string): {
  readonly value: number;
  readonly integer: boolean;
  readonly imaginary: boolean;
} {
  const digits = source.replaceAll('_', '').toLowerCase();
  if (/^0[xob]/.test(digits)) {
    const value = Number(digits);
    return { value: Number.isNaN(value) ? 0 : value, integer: true, imaginary: false };
  }
  const imaginary = digits.endsWith('j');
  const value = Number.parseFloat(digits);
  return {
    value: Number.isNaN(value) ? 0 : value,
    integer: !imaginary && !/[.e]/.test(digits),
    imaginary,
  };
}
