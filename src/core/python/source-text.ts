import type { Place } from './syntax';

/** The source text of a place. */
export function sourceOf(place: Place): string {
  return place.unit.text.slice(place.start, place.end);
}

/** A Python string literal of `value` in the quotes that the literal at `like` uses. */
export function quotedLike(value: string, like: Place): string {
  const quote = sourceOf(like).includes('"') ? '"' : "'";
  return `${quote}${value}${quote}`;
}

/** The quotes that a piece of code uses more; where it has none, those of what is around it, from near to far. Docstrings don't count. */
export function quoteOf(...texts: readonly string[]): string {
  for (const text of texts) {
    const double = countQuotes(text, '"');
    const single = countQuotes(text, "'");
    if (double !== single) return double > single ? '"' : "'";
  }
  return "'";
}

/** Quotes that are not part of a long string's marks. */
function countQuotes(text: string, quote: string): number {
  const long = quote.repeat(3);
  let count = 0;
  for (let at = text.indexOf(quote); at >= 0;) {
    const isLong = text.startsWith(long, at);
    if (!isLong) count++;
    at = text.indexOf(quote, at + (isLong ? 3 : 1));
  }
  return count;
}
