/** A document with the cursor marked by `¦`. */
import { bind } from '../../../src/core/python/bind';
import type { Bindings } from '../../../src/core/python/names';
import { parseModule } from '../../../src/core/python/parse';

export interface Cursor {
  readonly bindings: Bindings;
  readonly offset: number;
}

export function document(source: string, previous?: Bindings): Cursor {
  const offset = source.indexOf('¦');
  const text = source.replace('¦', '');
  const module = parseModule('file:///model.py', text, previous?.module);
  return { bindings: bind(module, previous), offset: offset === -1 ? text.length : offset };
}
