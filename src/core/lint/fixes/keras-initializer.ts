/** Keras' initialisers as a fix writes them: strings, classes and their functions, with the seed kept. */
import { symbolOf } from '../../frameworks';
import type { Bindings } from '../../python/names';
import { placeOf } from '../../python/place';
import type { Expression, StringExpression } from '../../python/syntax';
import { boundCall } from '../analysis/bound-call';
import { spell, spellBeside } from './imports';
import type { Spelling } from './imports';
import type { Exchange } from '../analysis/initializer-target';
import { heGainSquared, NEGLIGIBLE_SLOPE } from '../analysis/initializer-target';
import type { Edit } from '../rule';
import { quotedLike, quoteOf, sourceOf } from '../../python/source-text';

/** A name of Keras: `HeNormal` for the class, `he_normal` for the function and the string. */
interface KerasName {
  readonly name: string;
  /** What a class needs to be that initialiser beyond its defaults. */
  readonly settings: readonly string[];
  readonly seeded: boolean;
}

function kerasName({ target, shape }: Exchange, quote: string): KerasName {
  const drawn = (family: string): KerasName => ({ name: `${family}_${shape}`, settings: [], seeded: true });
  switch (target.family) {
    case 'he':
      return target.slope <= NEGLIGIBLE_SLOPE
        ? drawn('he')
        : {
            name: 'variance_scaling',
            settings: [
              `scale=${varianceScale(target.slope)}`,
              `mode=${quote}fan_in${quote}`,
              `distribution=${quote}${distributionOf(shape)}${quote}`,
            ],
            seeded: true,
          };
    case 'xavier':
      return drawn('glorot');
    case 'lecun':
      return drawn('lecun');
    case 'orthogonal':
      return { name: 'orthogonal', settings: [], seeded: true };
    case 'identity':
    case 'zeros':
      return { name: target.family, settings: [], seeded: false };
  }
}

/** 2/(1 + a²) in the digits that people write. */
export function varianceScale(slope: number): number {
  return Number(heGainSquared(slope).toFixed(4));
}

export function distributionOf(shape: Exchange['shape']): string {
  return shape === 'uniform' ? 'uniform' : 'truncated_normal';
}

const camelCase = (name: string): string =>
  name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `kernel_initializer='zeros'` → `'he_normal'`; where no string says it, an object. */
export function exchangeString(
  text: StringExpression,
  exchange: Exchange,
  bindings: Bindings,
): readonly Edit[] | undefined {
  if (text.value === undefined) return undefined;
  const { name, settings } = kerasName(exchange, quoteOf(sourceOf(text)));
  const place = placeOf(text);
  if (settings.length === 0) {
    const cased = /^[A-Z]/.test(text.value) ? camelCase(name) : name;
    return [{ kind: 'replace', place, newText: quotedLike(cased, text) }];
  }
  const { text: callee, edits } = spell(
    bindings,
    `${kerasIn(bindings)}.initializers.${camelCase(name)}`,
    text,
  );
  return [{ kind: 'replace', place, newText: `${callee}(${settings.join(', ')})` }, ...edits];
}

/** How an argument of a Keras layer says it: a string, or an object where none does. */
export function kerasArgument(
  exchange: Exchange,
  quote: string,
  bindings: Bindings,
  at: Expression,
): Spelling {
  const { name, settings } = kerasName(exchange, quote);
  if (settings.length === 0) return { text: quote + name + quote, edits: [] };
  const { text, edits } = spell(bindings, `${kerasIn(bindings)}.initializers.${camelCase(name)}`, at);
  return { text: `${text}(${settings.join(', ')})`, edits };
}

/** The package by which the file imports Keras. */
function kerasIn({ importedModules }: Bindings): string {
  return [...importedModules].some((name) => /^keras(?:\.|$)/.test(name)) ? 'keras' : 'tensorflow.keras';
}

/** `keras.initializers.RandomNormal(stddev=1.0, seed=1)` → `keras.initializers.HeNormal(seed=1)`; a class or function that is not called keeps so. */
export function exchangeKeras(
  expression: Expression,
  qualifiedName: string,
  exchange: Exchange,
  bindings: Bindings,
): readonly Edit[] | undefined {
  const dot = qualifiedName.lastIndexOf('.') + 1;
  const { name, settings, seeded } = kerasName(exchange, quoteOf(expression.unit.text, bindings.module.text));
  const cased = /^[A-Z]/.test(qualifiedName.slice(dot)) ? camelCase(name) : name;
  const wanted = qualifiedName.slice(0, dot) + cased;
  if (symbolOf(wanted)?.role !== 'initializer') return undefined;
  const callee = expression.kind === 'Call' ? expression.callee : expression;
  const spelling = spellBeside(bindings, callee, qualifiedName, cased);
  const place = placeOf(expression);
  if (expression.kind !== 'Call' && settings.length === 0)
    return [{ kind: 'replace', place, newText: spelling.text }, ...spelling.edits];
  const given =
    expression.kind === 'Call' ? boundCall({ call: expression, qualifiedName }, bindings) : undefined;
  if (given?.arguments.incomplete === true) return undefined;
  const seed = seeded ? given?.arguments.byName.get('seed')?.expression : undefined;
  const all = [...settings, ...(seed === undefined ? [] : [`seed=${sourceOf(seed)}`])];
  return [{ kind: 'replace', place, newText: `${spelling.text}(${all.join(', ')})` }, ...spelling.edits];
}
