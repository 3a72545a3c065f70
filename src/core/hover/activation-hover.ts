/** The hover over an activation. */
import type { Activation, Kink } from '../activations/activation';
import { activationById, evaluate, type ActivationCurve } from '../activations/catalogue';
import type { Framework } from '../frameworks/symbol';
import { english, joined, phrase, sentence, type Phrase, type Say } from '../phrase';
import { advicePhrases, shapePhrases } from './activation-facts';
import { defaultDifferences } from './default-differences';
import { formulaText } from './formula-text';
import { codeSpan, escapeText, image } from './markdown';
import { heading, lines } from './layout';
import { formatNumber } from './numbers';
import { parameterPhrases, type HoverSubject } from './parameter-words';
import { inWords, pictureUri, type Pictures } from './pictures';
import { own as ownValue } from '../own';

export type { HoverSubject } from './parameter-words';

export interface HoverOptions {
  readonly detail: 'full' | 'short';
  /** Without them the formula is written as text and the curve is left out. */
  readonly pictures?: Pictures;
  /** Target of the link that opens the plot, for hosts that have one. */
  readonly plotLink?: string;
  /** In the reader's language; English without it. */
  readonly say?: Say;
}

const frameworkNames: Readonly<Record<Framework, string>> = {
  torch: 'PyTorch',
  keras: 'Keras',
  tensorflow: 'TensorFlow',
  jax: 'JAX',
  transformers: 'transformers',
};

/** APIs that compute something far more often than they are an activation; the short hover leaves them to the language. */
const arithmetic =
  /^(?:torch|tf|jax|keras\.ops)\.(?:\w+\.)*(?:exp_?|(?:reduce_)?logsumexp|logmeanexp|identity)$/;

/**
 * Markdown, below 60,000 characters with its picture: title and link, the picture, and one line; advice and sources in full. Undefined for
 * functions that the catalogue does not have, and in short for plain arithmetic (`torch.exp`).
 */
export function activationHover(subject: HoverSubject, options: HoverOptions): string | undefined {
  const activation = subject.id === undefined ? undefined : activationById(subject.id);
  if (activation === undefined) return undefined;
  if (options.detail === 'short' && arithmetic.test(subject.api)) return undefined;
  const curve = evaluate(activation, subject.parameters);
  const { pictures, say = english } = options;
  const escaped = (text: string): string => escapeText(say(sentence(text)));
  const quoted = (range: Phrase): string => escapeText(say(range));
  const shape = shapePhrases(activation, curve, quoted);
  const assumed = subject.traced?.assumed;
  const facts = [
    ...shape.slice(0, 1),
    ...parameterPhrases(curve, subject, options.detail),
    ...(assumed === undefined ? [] : [phrase`with the default ${codeSpan(assumed)}`]),
  ];
  const first = [
    heading(activation.name, subject.source, options.plotLink, say),
    activationPicture(activation, curve, pictures, say),
    say(joined(facts, ' · ')),
  ];
  if (options.detail === 'short') return lines(first);
  const more: (string | Phrase | undefined)[] = [
    joined(shape.slice(1), ' · '),
    curve.sectionNote === undefined ? undefined : phrase`The curve: ${escaped(curve.sectionNote)}`,
    ...kinkLines(curve.kinks, subject.framework),
    joined(advicePhrases(activation, curve.parameters, subject.framework, codeSpan), '; '),
    differenceLine(activation.id, escaped),
    ...activation.watchFor.map((text) => phrase`Watch for: ${escaped(text)}`),
    sourceLine(activation),
  ];
  return [lines(first), ...more.map((block) => (typeof block === 'object' ? say(block) : block))]
    .filter((block) => block !== undefined && block !== '')
    .join('\n\n');
}

/** Formula and curve, or the formula as text where pictures do not load. */
export function activationPicture(
  activation: Activation,
  curve: ActivationCurve,
  pictures: Pictures | undefined,
  say: Say,
): string {
  const text = formulaText(activation.formula);
  const drawn = { ...curve, name: activation.name, note: curve.sectionNote };
  const uri = pictureUri(pictures?.card(drawn, { formula: { id: activation.id } }, say));
  if (uri === undefined) return inWords(text, drawn, pictures);
  const [a = '', b = '', c = ''] = [-2, 0, 2].map((x) => formatNumber(curve.value(x)));
  const values = say(phrase`${activation.name}: f(−2) = ${a}, f(0) = ${b}, f(2) = ${c}`);
  return image(`${text}; ${values}`, uri);
}

function kinkLines(kinks: readonly Kink[], framework: Framework): readonly Phrase[] {
  const name = framework === 'transformers' ? 'torch' : framework;
  return kinks.slice(0, 4).map(({ x, leftDerivative, rightDerivative, conventions }) => {
    const [at, left, right] = [x, leftDerivative, rightDerivative].map(formatNumber);
    const jump = phrase`At x = ${at ?? ''} the slope jumps from ${left ?? ''} to ${right ?? ''}`;
    const own = conventions[name];
    const others = Object.entries(conventions)
      .filter(([other, value]) => other !== name && value !== own)
      .map(([other, value]) => `${ownValue(frameworkNames, other) ?? other} ${formatNumber(value)}`)
      .join(', ');
    const here =
      own === undefined ? jump : phrase`${jump}; ${frameworkNames[name]} returns ${formatNumber(own)} there`;
    return others === '' ? here : phrase`${here} (${others})`;
  });
}

function differenceLine(id: string, escaped: (text: string) => string): Phrase | undefined {
  const differences = defaultDifferences(id);
  if (differences.length === 0) return undefined;
  const values = differences.map(([apis, value]) => phrase`${escaped(apis)}: ${escaped(value)}`);
  return phrase`Defaults differ: ${joined(values, '; ')}`;
}

function sourceLine({ citations }: Activation): Phrase | undefined {
  // The first one to name it stands first in the catalogue.
  const first = citations[0];
  if (first === undefined) return undefined;
  const title = escapeText(`${first.authors}, ${first.title}, ${first.year}`);
  const link = first.arxiv === null ? title : `[${title}](https://arxiv.org/abs/${encodeURI(first.arxiv)})`;
  return phrase`Source: ${link}`;
}
