/** An activation's parameters in the words of the code: `negative_slope = 0.2 (default 0.01)`. */
import type { Framework } from '../frameworks/symbol';
import type { ActivationParameter, ActivationParameters } from '../activations/activation';
import type { ActivationCurve } from '../activations/catalogue';
import { symbolOf } from '../frameworks';
import type { ApiParameter } from '../frameworks/symbol';
import { joined, phrase, type Phrase } from '../phrase';
import { formulaText } from './formula-text';
import { codeSpan, escapeText } from './markdown';
import { formatValue } from './numbers';
import { own } from '../own';

/** What a hover needs of `ActivationUse`. */
export interface HoverSubject {
  readonly id: string | undefined;
  readonly parameters: ActivationParameters;
  readonly unknownParameters: readonly string[];
  readonly api: string;
  readonly framework: Framework;
  readonly source: string;
  readonly traced?: { readonly assumed: string | undefined };
  /** Keys: the parameters that are written out in the code. */
  readonly parameterRanges: Readonly<Record<string, unknown>>;
}

/**
 * One phrase a parameter. A value that this API fixes is left out where it is the usual one.
 * @param detail `full` says what is fixed, too
 */
export function parameterPhrases(
  curve: ActivationCurve,
  subject: HoverSubject,
  detail: 'full' | 'short',
): readonly Phrase[] {
  const symbol = symbolOf(subject.api);
  return curve.activation.parameters.flatMap((parameter) => {
    const settable = symbol?.parameters.find(({ maps }) => maps === parameter.name);
    const value = own(curve.parameters, parameter.name) ?? null;
    if (settable === undefined && symbol !== undefined)
      return detail === 'full' || value !== parameter.default ? [fixedPhrase(parameter, value)] : [];
    return [valuePhrase(parameter, settable, value, subject)];
  });
}

function fixedPhrase({ symbol }: ActivationParameter, value: number | boolean | null): Phrase {
  return phrase`${escapeText(`${formulaText(symbol)} = ${formatValue(value)}`)} (fixed by this API)`;
}

function valuePhrase(
  { name, symbol, learned }: ActivationParameter,
  settable: ApiParameter | undefined,
  value: number | boolean | null,
  { unknownParameters, parameterRanges, source }: HoverSubject,
): Phrase {
  const called = settable === undefined ? undefined : nameInCode(settable, source);
  const drawn = formatValue(value);
  const text = (written: string): string =>
    called === undefined ? escapeText(written) : codeSpan(written.replaceAll('−', '-'));
  const label = called ?? formulaText(symbol);
  if (unknownParameters.includes(name))
    return phrase`${text(label)}: cannot be told here, drawn with ${drawn}`;
  const assignment = text(`${label} = ${drawn}`);
  if (Object.hasOwn(parameterRanges, name)) {
    const usual = settable?.default;
    const differs = (typeof usual === 'number' || typeof usual === 'boolean') && usual !== value;
    return differs ? phrase`${assignment} (default ${formatValue(usual)})` : joined([assignment], '');
  }
  return learned === true ? phrase`${assignment} to begin with (learned)` : phrase`${assignment} (default)`;
}

/** What a call names the catalogue's parameters: `negative_slope` for `alpha`. */
export function namesInCode(api: string, source: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (symbolOf(api)?.parameters ?? []).flatMap((parameter) =>
      typeof parameter.maps === 'string' ? [[parameter.maps, nameInCode(parameter, source)]] : [],
    ),
  );
}

/** `alpha` where the code says `alpha=`, as an older generation calls it. */
function nameInCode({ name, aliases = [] }: ApiParameter, source: string): string {
  return aliases.find((alias) => new RegExp(String.raw`\b${alias}\s*=`).test(source)) ?? name;
}
