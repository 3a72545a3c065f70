/** How weights are drawn, in one line: the distribution, its spread here, and the fans that it follows from. */
import { weightVariance, type Fans, type InitializerArguments } from '../frameworks';
import { own } from '../own';
import { joined, phrase, type Phrase } from '../phrase';
import { escapeText } from './markdown';
import { formatNumber } from './numbers';

/** Which lengths a distribution's width follows from. */
type Width = 'fan_in' | 'both' | 'hidden_size' | 'features' | 'none';

interface Distribution {
  readonly text: string;
  readonly width: Width;
}

/**
 * The distribution of a framework's default, as one writes it. Undefined where it is not one of those; what sets weights otherwise has a name
 * (`He normal`) by which it is known.
 * @param fan what takes the place of fan_in: PyTorch's recurrent layers take the hidden size
 */
function distributionOf(
  initializer: string,
  given: InitializerArguments,
  fan: 'fan-in' | 'fan-out' | 'hidden-size' | 'features',
): Distribution | undefined {
  switch (initializer) {
    case 'torch_default_linear':
      return fan === 'hidden-size'
        ? { text: 'U(±1/√hidden_size)', width: 'hidden_size' }
        : { text: 'U(±1/√fan-in)', width: 'fan_in' };
    case 'xavier_uniform':
      return { text: 'U(±√(6/(fan-in + fan-out)))', width: 'both' };
    case 'lecun_normal':
      return { text: 'N(0, 1/fan-in)', width: 'fan_in' };
    case 'variance_scaling':
      return fan === 'features' ? { text: 'N(0, 1/features)', width: 'features' } : undefined;
    case 'normal':
      return { text: `N(${figure(given, 'mean')}, ${squared(given)})`, width: 'none' };
    case 'uniform':
      return { text: `U(±${figure(given, 'high')})`, width: 'none' };
    default:
      return undefined;
  }
}

const figure = (given: InitializerArguments, name: string): string => {
  const value = own(given, name);
  return typeof value === 'number' ? formatNumber(value) : '?';
};

function squared(given: InitializerArguments): string {
  const std = own(given, 'std');
  return typeof std === 'number' ? formatNumber(std * std) : '?';
}

/** Standard deviation of one weight for each pair of fans, from the smallest to the largest. */
function spreads(initializer: string, given: InitializerArguments, fans: readonly Fans[]): readonly number[] {
  return (fans.length === 0 ? [{ fanIn: undefined, fanOut: undefined }] : fans)
    .map((each) => weightVariance(initializer, given, each))
    .filter((variance) => variance !== undefined)
    .map(Math.sqrt)
    .sort((one, other) => one - other);
}

/** `spread 0.0361 with fan-in 256`; of several layers from the least to the most. Undefined where it is not known. */
export function spreadPhrase(
  initializer: string,
  given: InitializerArguments,
  fans: readonly Fans[],
  width: Width,
): Phrase | undefined {
  const known = spreads(initializer, given, fans);
  if (known.length === 0 || known.length < fans.length) return undefined;
  const spread = phrase`spread ${span(known, 3)}`;
  const lengths = (which: 'fanIn' | 'fanOut'): string =>
    span(
      fans.flatMap((each) => each[which] ?? []).sort((one, other) => one - other),
      digitsOfWidths,
    );
  const [inputs, outputs] = [lengths('fanIn'), lengths('fanOut')];
  if (width === 'both' && inputs !== '' && outputs !== '')
    return phrase`${spread} with fan-in ${inputs}, fan-out ${outputs}`;
  if (width === 'fan_in' && inputs !== '') return phrase`${spread} with fan-in ${inputs}`;
  if (width === 'hidden_size' || width === 'features')
    return inputs === '' ? undefined : phrase`${spread} with ${width} ${inputs}`;
  return spread;
}

/** Widths are whole numbers, all of whose digits count: 50304. */
const digitsOfWidths = 15;

/** `64`, `64 … 512`. */
function span(sorted: readonly number[], digits: number): string {
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return '';
  const [low, high] = [first, last].map((value) => formatNumber(Number(value.toPrecision(digits))));
  return low === high ? (low ?? '') : `${low ?? ''} … ${high ?? ''}`;
}

/** `default init: U(±1/√fan-in), spread 0.0361 with fan-in 256`. */
export function defaultPhrase(
  initializer: string,
  given: InitializerArguments,
  fan: 'fan-in' | 'fan-out' | 'hidden-size' | 'features',
  fans: readonly Fans[],
): Phrase | undefined {
  const distribution = distributionOf(initializer, given, fan);
  if (distribution === undefined) return undefined;
  const spread = spreadPhrase(initializer, given, fans, distribution.width);
  const drawn = escapeText(distribution.text);
  return spread === undefined
    ? phrase`default init: ${drawn}`
    : joined([phrase`default init: ${drawn}`, spread], ', ');
}
