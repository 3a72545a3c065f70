/** The hover over an activation. */
import type { Activation, ActivationParameters, Kink } from '../activations/activation';
import { activationById, evaluate, type ActivationCurve } from '../activations/catalogue';
import { symbolOf } from '../frameworks';
import type { Framework } from '../frameworks/symbol';
import { english, joined, phrase, sentence, type Phrase, type Say } from '../phrase';
import { advicePhrases, shapePhrases } from './activation-facts';
import { defaultDifferences } from './default-differences';
import { formulaText } from './formula-text';
import { codeSpan, escapeText, image } from './markdown';
import { formatNumber, formatValue } from './numbers';
import { largestPicture, pictureUri, type Pictures } from './pictures';

/** What a hover needs of `ActivationUse`. */
export interface HoverSubject {
  readonly id: string | undefined;
  readonly parameters: ActivationParameters;
  readonly unknownParameters: readonly string[];
  readonly api: string;
  readonly framework: Framework;
  readonly source: string;
  /** Keys: the parameters that are written out in the code. */
  readonly parameterRanges: Readonly<Record<string, unknown>>;
}

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
 * Markdown, below 60,000 characters with pictures; undefined for functions that the catalogue does not have, and in short for plain
 * arithmetic (`torch.exp`).
 */
export function activationHover(subject: HoverSubject, options: HoverOptions): string | undefined {
  const activation = subject.id === undefined ? undefined : activationById(subject.id);
  if (activation === undefined) return undefined;
  if (options.detail === 'short' && arithmetic.test(subject.api)) return undefined;
  const curve = evaluate(activation, subject.parameters);
  const { pictures, say = english } = options;
  const escaped = (text: string): string => escapeText(say(sentence(text)));
  const blocks: (string | Phrase | undefined)[] = [
    heading(activation, subject, options.plotLink, say),
    formula(activation, pictures),
    joined(
      shapePhrases(activation, curve, (range) => escapeText(say(range))),
      ' · ',
    ),
    parameterLine(activation, curve, subject),
    // Last of the short answer: editors cut a hover's height, and its lower edge is what scrolls away.
    picture(activation, curve, pictures, say),
  ];
  if (options.detail === 'full') {
    blocks.push(
      curve.sectionNote === undefined ? undefined : phrase`The curve: ${escaped(curve.sectionNote)}`,
      ...kinkLines(curve.kinks, subject.framework),
      joined(advicePhrases(activation, curve.parameters, subject.framework, codeSpan), '; '),
      differenceLine(activation.id, escaped),
      ...activation.watchFor.map((text) => phrase`Watch for: ${escaped(text)}`),
      sourceLine(activation),
    );
  }
  return blocks
    .map((block) => (typeof block === 'object' ? say(block) : block))
    .filter((block) => block !== undefined && block !== '')
    .join('\n\n');
}

function heading(
  activation: Activation,
  { source }: HoverSubject,
  plotLink: string | undefined,
  say: Say,
): string {
  const link =
    plotLink === undefined
      ? ''
      : ` · [${say(phrase`Plot`)}](${plotLink} "${say(phrase`Plot this activation beside the editor`)}")`;
  return `**${escapeText(activation.name)}** · ${codeSpan(source)}${link}`;
}

function formula(activation: Activation, pictures: Pictures | undefined): string {
  const text = formulaText(activation.formula);
  const uri = pictureUri(pictures?.formula(activation), largestPicture.formula);
  return uri === undefined ? codeSpan(text) : image(text, uri);
}

function picture(
  activation: Activation,
  curve: ActivationCurve,
  pictures: Pictures | undefined,
  say: Say,
): string | undefined {
  const uri = pictureUri(pictures?.curve(activation, curve.parameters), largestPicture.curve);
  if (uri === undefined) return undefined;
  const [a = '', b = '', c = ''] = [-2, 0, 2].map((x) => formatNumber(curve.value(x)));
  return image(say(phrase`${activation.name}: f(−2) = ${a}, f(0) = ${b}, f(2) = ${c}`), uri);
}

function parameterLine(
  activation: Activation,
  curve: ActivationCurve,
  subject: HoverSubject,
): Phrase | undefined {
  const symbol = symbolOf(subject.api);
  const settable = new Set(symbol?.parameters.map((parameter) => parameter.maps));
  const parts = activation.parameters.map(({ name, symbol: tex, learned }) => {
    const sign = escapeText(formulaText(tex));
    const value = escapeText(formatValue(curve.parameters[name] ?? null));
    if (subject.unknownParameters.includes(name))
      return phrase`${sign}: cannot be told here, drawn with ${value}`;
    if (name in subject.parameterRanges) return `${sign} = ${value}`;
    if (learned === true) return phrase`${sign} = ${value} to begin with (learned)`;
    return symbol === undefined || settable.has(name)
      ? phrase`${sign} = ${value} (default)`
      : phrase`${sign} = ${value} (fixed by this API)`;
  });
  return parts.length === 0 ? undefined : joined(parts, ' · ');
}

function kinkLines(kinks: readonly Kink[], framework: Framework): readonly Phrase[] {
  const name = framework === 'transformers' ? 'torch' : framework;
  return kinks.slice(0, 4).map(({ x, leftDerivative, rightDerivative, conventions }) => {
    const [at, left, right] = [x, leftDerivative, rightDerivative].map(formatNumber);
    const jump = phrase`At x = ${at ?? ''} the slope jumps from ${left ?? ''} to ${right ?? ''}`;
    const own = conventions[name];
    const others = Object.entries(conventions)
      .filter(([other, value]) => other !== name && value !== own)
      .map(([other, value]) => `${frameworkNames[other as Framework]} ${formatNumber(value)}`)
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
