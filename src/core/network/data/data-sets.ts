/** Public data sets by the call that loads them: how their labels look and between which values they lie. */
import type { Place } from '../../python/syntax';
import { numberOf } from '../machine/constants';
import { dataOf, dataValue, numbersValue } from './facts';
import type { DataFacts } from '../graph';
import { UNKNOWN, list, type CallArguments, type Value } from '../machine/values';

const facts = (place: Place, known: Partial<DataFacts>): Value =>
  numbersValue({
    form: undefined,
    classes: undefined,
    range: undefined,
    isStandardised: false,
    place,
    ...known,
  });

const indices = (place: Place, classes: number): Value =>
  facts(place, { form: 'indices', classes, range: { low: 0, high: classes - 1 } });
const values = (place: Place, low: number, high: number): Value =>
  facts(place, { form: 'values', range: { low, high } });

interface KnownSet {
  readonly classes?: number;
  readonly pixels?: true;
  /** Least and greatest number among all features. */
  readonly features?: readonly [low: number, high: number];
  /** Least and greatest target of a regression. */
  readonly targets?: readonly [low: number, high: number];
}

const kerasSets = new Map<string, KnownSet>([
  ['mnist', { classes: 10, pixels: true }],
  ['fashion_mnist', { classes: 10, pixels: true }],
  ['cifar10', { classes: 10, pixels: true }],
  ['cifar100', { classes: 100, pixels: true }],
  ['cifar100 coarse', { classes: 20, pixels: true }],
  ['imdb', { classes: 2 }],
  ['reuters', { classes: 46 }],
  ['boston_housing', { targets: [5, 50], features: [0, 711] }],
  ['california_housing', { targets: [14_999, 500_001] }],
]);

const sklearnSets = new Map<string, KnownSet>([
  ['load_iris', { classes: 3 }],
  ['load_digits', { classes: 10, features: [0, 16] }],
  ['load_wine', { classes: 3, features: [0.13, 1680] }],
  ['load_breast_cancer', { classes: 2, features: [0, 4254] }],
  ['fetch_covtype', {}],
  ['load_boston', { targets: [5, 50], features: [0, 711] }],
  ['fetch_california_housing', { targets: [0.14999, 5.00001], features: [-124.35, 35_682] }],
  ['load_diabetes', { targets: [25, 346] }],
]);

const torchvisionSets = new Map<string, number>([
  ['MNIST', 10],
  ['FashionMNIST', 10],
  ['KMNIST', 10],
  ['CIFAR10', 10],
  ['CIFAR100', 100],
  ['SVHN', 10],
  ['STL10', 10],
  ['ImageNet', 1000],
  ['Flowers102', 102],
  ['Food101', 101],
]);

/** `keras.datasets.mnist.load_data()`: two pairs. */
export function loadedSet(name: string, given: CallArguments, place: Place): Value | undefined {
  const set = /^keras\.datasets\.(\w+)\.load_data$/.exec(name)?.[1] ?? '';
  const known = kerasSets.get(set === 'cifar100' && !hasFineLabels(given) ? 'cifar100 coarse' : set);
  if (known === undefined) return undefined;
  const inputs = facts(place, known.pixels === true ? { range: { low: 0, high: 255 } } : featuresOf(known));
  const pair = (): Value => list([inputs, targetsOf(known, place)], 'tuple');
  return list([pair(), pair()], 'tuple');
}

const featuresOf = ({ features }: KnownSet): Partial<DataFacts> =>
  features === undefined ? {} : { range: { low: features[0], high: features[1] } };

/** CIFAR-100 has labels of 100 classes and of 20 groups of them. */
function hasFineLabels({ positional, keywords }: CallArguments): boolean {
  const mode = keywords.get('label_mode') ?? positional[0];
  return mode === undefined || (mode.kind === 'scalar' && mode.value === 'fine');
}

const targetsOf = ({ classes, targets }: KnownSet, place: Place): Value =>
  classes !== undefined
    ? indices(place, classes)
    : targets === undefined
      ? UNKNOWN
      : values(place, targets[0], targets[1]);

/** `sklearn.datasets.load_iris()`, and torchvision's sets with their transforms. */
export function firstLibrarySet(name: string, given: CallArguments, place: Place): Value | undefined {
  const known = sklearnSets.get(/^sklearn\.datasets\.(?:_base\.)?(\w+)$/.exec(name)?.[1] ?? '');
  if (known !== undefined) {
    const [data, target] = [facts(place, featuresOf(known)), targetsOf(known, place)];
    const isPair = given.keywords.get('return_X_y');
    if (isPair === undefined && !given.open)
      return dataValue({
        kind: 'record',
        fields: new Map([
          ['data', data],
          ['target', target],
        ]),
      });
    return isPair?.kind === 'scalar' && isPair.value === true ? list([data, target], 'tuple') : UNKNOWN;
  }
  const classes = torchvisionSets.get(/^torchvision\.datasets\.(?:\w+\.)?(\w+)$/.exec(name)?.[1] ?? '');
  if (classes === undefined || given.open || given.keywords.has('target_transform')) return undefined;
  const transform = dataOf(given.keywords.get('transform'));
  const images =
    transform?.kind === 'preparation' ? numbersValue(transform.prepare(undefined, place)) : UNKNOWN;
  return dataValue({ kind: 'items', item: list([images, indices(place, classes)], 'tuple') });
}

/** Data that are drawn: `make_moons()`, `np.random.randint(0, 10, n)`. */
export function sampledSet(name: string, given: CallArguments, place: Place): Value | undefined {
  const option = (key: string): number | undefined => numberOf(given.keywords.get(key));
  switch (name.replace(/^sklearn\.datasets\.(?:_samples_generator\.)?/, 'sklearn.datasets.')) {
    case 'sklearn.datasets.make_moons':
    case 'sklearn.datasets.make_circles':
      return list([facts(place, {}), indices(place, 2)], 'tuple');
    case 'sklearn.datasets.make_classification': {
      const classes = given.keywords.has('n_classes') ? option('n_classes') : 2;
      return given.open || classes === undefined
        ? UNKNOWN
        : list([facts(place, {}), indices(place, classes)], 'tuple');
    }
    case 'sklearn.datasets.make_blobs': {
      const classes = given.keywords.has('centers')
        ? option('centers')
        : given.positional.length < 3
          ? 3
          : undefined;
      return given.open || classes === undefined
        ? UNKNOWN
        : list([facts(place, {}), indices(place, classes)], 'tuple');
    }
    case 'numpy.random.randint': {
      const [low, high] = given.positional.map(numberOf);
      const top = numberOf(given.keywords.get('high')) ?? high;
      const isAlone = given.positional.length === 1 && !given.keywords.has('high');
      if (given.open || low === undefined) return undefined;
      if (isAlone) return indices(place, low);
      return low >= 0 && top !== undefined && top > low
        ? facts(place, { form: 'indices', classes: top, range: { low, high: top - 1 } })
        : undefined;
    }
    default:
      return undefined;
  }
}
