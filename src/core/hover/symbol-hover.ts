/** Hovers over initialisers, layers and losses: a heading, a picture where there is an activation inside, and one line. */
import { english } from '../phrase';
import type { SymbolAt } from '../api';
import type { HoverOptions } from './activation-hover';
import { initializerLines } from './initializer-hover';
import { layerLines } from './layer-hover';
import { lines } from './layout';
import { lossLines } from './loss-hover';
import { recurrentLines } from './recurrent-hover';

/** Markdown; undefined where there is nothing to say. `full` adds advice and sources. */
export function symbolHover(at: Pick<SymbolAt, 'use' | 'trace'>, options: HoverOptions): string | undefined {
  const said = linesOf(at, options);
  return said.length === 0 ? undefined : lines(said);
}

function linesOf(
  { use, trace }: Pick<SymbolAt, 'use' | 'trace'>,
  { detail, pictures, say = english }: HoverOptions,
): readonly string[] {
  switch (use.kind) {
    case 'initializer':
      return initializerLines(use, trace(), detail, say);
    case 'recurrent':
      return recurrentLines(use, trace(), { detail, pictures, say });
    case 'layer':
      return layerLines(use, trace(), pictures, say);
    case 'loss':
      return lossLines(use, trace(), say);
  }
}
