/** What a hover says at an offset: the activation, the symbol or the function of one's own there. */
import { activationHover, ownFunctionHover, symbolHover, type HoverOptions } from '../core/hover';
import type { LensDocument, OffsetRange, OwnFunctionUse } from '../core/service';

/** Elsewhere a function of one variable is no activation, and nobody wants its curve. */
const NUMERIC = /\b(?:torch|tensorflow|keras|jax|flax|transformers|numpy)\b/;

export interface HoverAnswer {
  readonly markdown: string;
  readonly range: OffsetRange;
}

export function hoverAt(lens: LensDocument, offset: number, options: HoverOptions): HoverAnswer | undefined {
  const answer = (markdown: string | undefined, range: OffsetRange): HoverAnswer | undefined =>
    markdown === undefined ? undefined : { markdown, range };
  const use = lens.activationAt(offset);
  if (use !== undefined) return answer(activationHover(use, options), use.range);
  const symbol = lens.symbolAt(offset);
  const own = ownFunctionAt(lens, offset);
  // Of a lambda among a layer's arguments the lambda is meant.
  if (own !== undefined && (symbol === undefined || isWithin(own.at, symbol.range)))
    return answer(ownFunctionHover(own, options), own.at);
  return symbol && answer(symbolHover(symbol, options), symbol.range);
}

/** The function of one's own that is named here; the plot command takes the one around the cursor, too. */
function ownFunctionAt(lens: LensDocument, offset: number): OwnFunctionUse | undefined {
  if (!NUMERIC.test(lens.text)) return undefined;
  const own = lens.functionAt(offset);
  if (own === undefined) return undefined;
  if (own.at.start <= offset && offset <= own.at.end) return own;
  // A class is meant by its name, where it is defined and where it is used; what is around the cursor is its method.
  const word = wordAt(lens.text, offset);
  return lens.text.slice(word.start, word.end) === own.name ? { ...own, at: word } : undefined;
}

function wordAt(text: string, offset: number): OffsetRange {
  const isPart = (at: number): boolean => /[\p{L}\p{N}_]/u.test(text.charAt(at));
  let [start, end] = [offset, offset];
  while (start > 0 && isPart(start - 1)) start -= 1;
  while (end < text.length && isPart(end)) end += 1;
  return { start, end };
}

function isWithin(inner: OffsetRange, outer: OffsetRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
