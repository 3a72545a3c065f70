import { symbolOf } from '../../core/frameworks';
import type { ActivationUse, OffsetRange } from '../../core/service';

const WORD = /[\p{L}\p{N}_.]/u;

/**
 * What an activation that is inserted at an empty selection replaces: the one that stands there, where both are modules or both are functions
 * (of a function's call only the name); nothing between two words. Undefined within a word that it cannot stand for.
 */
export function insertionPlace(
  text: string,
  offset: number,
  use: ActivationUse | undefined,
  form: 'module' | 'function' | 'method',
): OffsetRange | undefined {
  const { start } = use?.range ?? { start: offset };
  if (use !== undefined && use.traced === undefined && text.startsWith(use.source, start)) {
    const call = use.source.indexOf('(');
    const symbol = symbolOf(use.api);
    const isCall = call > 0 && use.source.endsWith(')');
    if (symbol?.role === 'activation' && symbol.form === form) {
      if (form === 'module' && isCall) return { start, end: start + use.source.length };
      if (form === 'function') return { start, end: start + (isCall ? call : use.source.length) };
    }
  }
  const isWithinWord = WORD.test(text[offset - 1] ?? ' ') && WORD.test(text[offset] ?? ' ');
  return isWithinWord ? undefined : { start: offset, end: offset };
}
