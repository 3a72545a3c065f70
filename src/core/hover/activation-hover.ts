/** The hover over an activation. */
import type { Activation, ActivationParameters, Kink } from '../activations/activation';
import { activationById, evaluate, type ActivationCurve } from '../activations/catalogue';
import { symbolOf } from '../frameworks';
import type { Framework } from '../frameworks/symbol';
import { adviceWords, shapePhrases } from './activation-facts';
import { defaultDifferences } from './default-differences';
import { formulaText } from './formula-text';
import { codeSpan, escapeText, image } from './markdown';
import { formatNumber, formatValue } from './numbers';
import { largestPicture, pictureUri, type Pictures } from './pictures';
import { say } from './text';

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
  /^(?:torch|tf|jax|keras\.ops)\.(?:.*\.)?(?:exp_?|(?:reduce_)?logsumexp|logmeanexp|identity)$/;

/**
 * Markdown, below 60,000 characters with pictures; undefined for functions that the catalogue does not have, and in short for plain
 * arithmetic (`torch.exp`).
 */
export function activationHover(subject: HoverSubject, options: HoverOptions): string | undefined {
  const activation = subject.id === undefined ? undefined : activationById(subject.id);
  if (activation === undefined) return undefined;
  if (options.detail === 'short' && arithmetic.test(subject.api)) return undefined;
  const curve = evaluate(activation, subject.parameters);
  const { pictures } = options;
  const blocks: (string | undefined)[] = [
    heading(activation, subject, options),
    formula(activation, pictures),
    shapePhrases(activation, curve, escapeText).join(' · '),
    parameterLine(activation, curve, subject),
    // Last of the short answer: editors cut a hover's height, and its lower edge is what scrolls away.
    picture(activation, curve, pictures),
  ];
  if (options.detail === 'full') {
    blocks.push(
      curve.sectionNote === undefined
        ? undefined
        : say('sectionNote', { note: escapeText(curve.sectionNote) }),
      ...kinkLines(curve.kinks, subject.framework),
      adviceLine(activation, curve.parameters, subject.framework),
      differenceLine(activation.id),
      ...activation.watchFor.map((text) => say('watchFor', { text: escapeText(text) })),
      sourceLine(activation),
    );
  }
  return blocks.filter((block) => block !== undefined && block !== '').join('\n\n');
}

function heading(activation: Activation, { source }: HoverSubject, { plotLink }: HoverOptions): string {
  const link = plotLink === undefined ? '' : ` · [${say('plot')}](${plotLink} "${say('plotTitle')}")`;
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
): string | undefined {
  const uri = pictureUri(pictures?.curve(activation, curve.parameters), largestPicture.curve);
  if (uri === undefined) return undefined;
  const [a = '', b = '', c = ''] = [-2, 0, 2].map((x) => formatNumber(curve.value(x)));
  return image(say('curveAlternative', { name: activation.name, a, b, c }), uri);
}

function parameterLine(
  activation: Activation,
  curve: ActivationCurve,
  subject: HoverSubject,
): string | undefined {
  const symbol = symbolOf(subject.api);
  const settable = new Set(symbol?.parameters.map((parameter) => parameter.maps));
  const parts: string[] = [];
  for (const { name, symbol: tex, learned } of activation.parameters as readonly LearnedParameter[]) {
    const value = curve.parameters[name] ?? null;
    const values = { name: escapeText(formulaText(tex)), value: escapeText(formatValue(value)) };
    if (subject.unknownParameters.includes(name)) parts.push(say('parameterUnknown', values));
    else if (name in subject.parameterRanges) parts.push(say('parameterGiven', values));
    else if (learned === true) parts.push(say('parameterLearned', values));
    else if (symbol === undefined || settable.has(name)) parts.push(say('parameterDefault', values));
    else parts.push(say('parameterFixed', values));
  }
  return parts.length === 0 ? undefined : parts.join(' · ');
}
type LearnedParameter = Activation['parameters'][number] & { readonly learned?: boolean };

function kinkLines(kinks: readonly Kink[], framework: Framework): readonly string[] {
  const name = framework === 'transformers' ? 'torch' : framework;
  return kinks.slice(0, 4).map(({ x, leftDerivative, rightDerivative, conventions }) => {
    const jump = say('kink', {
      x: formatNumber(x),
      left: formatNumber(leftDerivative),
      right: formatNumber(rightDerivative),
    });
    const own = conventions[name];
    const others = Object.entries(conventions)
      .filter(([other, value]) => other !== name && value !== own)
      .map(([other, value]) => `${frameworkNames[other as Framework]} ${formatNumber(value)}`);
    return (
      jump +
      (own === undefined
        ? ''
        : say('kinkConvention', { framework: frameworkNames[name], value: formatNumber(own) })) +
      (others.length === 0 ? '' : say('kinkOthers', { others: others.join(', ') }))
    );
  });
}

function adviceLine(
  activation: Activation,
  parameters: ActivationParameters,
  framework: Framework,
): string | undefined {
  const words = adviceWords(activation, parameters, framework, codeSpan);
  return words && [words.line, words.gain].filter((part) => part !== undefined).join('; ');
}

function differenceLine(id: string): string | undefined {
  const differences = defaultDifferences(id);
  if (differences.length === 0) return undefined;
  const values = differences.map(([apis, value]) => escapeText(`${apis}: ${value}`)).join('; ');
  return say('defaultsDiffer', { values });
}

function sourceLine({ citations }: Activation): string | undefined {
  // The first one to name it stands first in the catalogue.
  const first = citations[0];
  if (first === undefined) return undefined;
  const title = escapeText(`${first.authors}, ${first.title}, ${first.year}`);
  const link = first.arxiv === null ? title : `[${title}](https://arxiv.org/abs/${encodeURI(first.arxiv)})`;
  return say('source', { source: link });
}
