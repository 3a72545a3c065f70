import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { functionAt, type OwnFunction } from '../../../src/core/functions/definition';
import { interpret, type InterpretedFunction } from '../../../src/core/functions/interpret';
import { english } from '../../../src/core/phrase';
import { bind } from '../../../src/core/python/bind';
import type { Bindings } from '../../../src/core/python/names';
import { parseModule } from '../../../src/core/python/parse';

const fixtures = join(__dirname, '../../fixtures/functions');

export interface Snippet {
  readonly name: string;
  readonly text: string;
  /** The function that is plotted. */
  readonly entry: string;
  /** The second line of its head. */
  readonly remark: string;
}

export function snippets(folder: 'plotted' | 'refused'): readonly Snippet[] {
  return readdirSync(join(fixtures, folder))
    .sort()
    .map((file) => {
      const text = readFileSync(join(fixtures, folder, file), 'utf8');
      const [first = '', second = ''] = text.split('\n');
      return {
        name: file.replace('.py', ''),
        text,
        entry: first.replace('# plot: ', ''),
        remark: second.replace(/^# [a-z ]+: ?/u, ''),
      };
    });
}

export function measured(): readonly {
  readonly name: string;
  readonly runsOn: string;
  readonly rows: readonly { readonly x: number; readonly value: number; readonly slope: number | null }[];
}[] {
  return JSON.parse(readFileSync(join(fixtures, 'measured.json'), 'utf8')) as ReturnType<typeof measured>;
}

export function bindingsOf(text: string): Bindings {
  return bind(parseModule('file:///own.py', text));
}

/** What the cursor finds on the name where it is defined. */
export function found(
  text: string,
  entry: string,
): { readonly own: OwnFunction; readonly bindings: Bindings } {
  const bindings = bindingsOf(text);
  const definition = new RegExp(`(?:def|class) +${entry}\\b|^${entry} = lambda`, 'mu').exec(text);
  if (!definition) throw new Error(`no ${entry} in the snippet`);
  const own = functionAt(bindings, definition.index + definition[0].indexOf(entry) + 1)?.own;
  if (!own) throw new Error(`nothing found on ${entry}`);
  return { own, bindings };
}

export function curveOf(text: string, entry: string): InterpretedFunction {
  const { own, bindings } = found(text, entry);
  const result = interpret(own, bindings);
  if (result.kind === 'refusal') throw new Error(english(result.reason));
  return result;
}
