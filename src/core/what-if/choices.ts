/** What a graph allows to be changed: for each question the answers that are offered, or why there are none. */
import { activationById } from '../activations/catalogue';
import { usualSymbol } from '../frameworks/counterparts';
import type { Model } from '../network/graph';
import { phrase, type Phrase } from '../phrase';
import { blocksOf, deepest } from './blocks';
import {
  initializers,
  normPlaces,
  norms,
  questions,
  type Answers,
  type Changes,
  type Question,
  type WantedNorm,
} from './changes';
import { dropouts, hiddenActivations, hiddenNorms, residualSums } from './structure';
import { endingLayer, layersToStart, widened } from './weights';

export interface Choice {
  readonly question: Question;
  /** How it is now, for people; undefined where that is no single answer. */
  readonly now: Phrase | undefined;
  readonly offered: readonly { readonly value: string; readonly label: Phrase }[];
  /** Why nothing is offered. */
  readonly reason: Phrase | undefined;
}

const activations = [
  'relu',
  'leaky_relu',
  'elu',
  'selu',
  'gelu',
  'silu',
  'mish',
  'tanh',
  'softsign',
  'sigmoid',
];
const depths = [1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96];
const widths: readonly (readonly [string, number])[] = [
  ['1/4', 0.25],
  ['1/2', 0.5],
  ['2', 2],
  ['4', 4],
];
const rates = [0, 0.1, 0.2, 0.3, 0.5];

const plain = (text: string): Phrase => phrase`${text}`;

const initializerLabels: Readonly<Record<(typeof initializers)[number], Phrase>> = {
  he: plain('He'),
  xavier: plain('Xavier'),
  lecun: plain('LeCun'),
  orthogonal: phrase`orthogonal`,
  normal: plain('N(0, 0.02²)'),
};
const normLabels: Readonly<Record<WantedNorm, Phrase>> = {
  batch: phrase`batch norm`,
  layer: phrase`layer norm`,
  rms: phrase`RMS norm`,
};

const known = new WeakMap<Model, readonly Choice[]>();

/** Worked out once a model: every answer is held against what is offered. */
export function choicesFor(model: Model): readonly Choice[] {
  let choices = known.get(model);
  if (choices === undefined) known.set(model, (choices = choicesIn(model)));
  return choices;
}

function choicesIn(model: Model): readonly Choice[] {
  const blocks = blocksOf(model);
  const hidden = hiddenActivations(model);
  const sums = residualSums(model);
  const layers = layersToStart(model);
  const choice = (
    question: Question,
    offered: Choice['offered'],
    reason: Phrase | undefined,
    now?: Phrase,
  ): Choice => ({ question, now, offered: reason === undefined ? offered : [], reason });
  const none = blocks === undefined ? phrase`Nothing repeats in this model.` : undefined;
  const places =
    sums.length > 0
      ? { before: phrase`before each branch`, after: phrase`behind each sum` }
      : { before: phrase`before the activation`, after: phrase`behind the activation` };
  return [
    choice(
      'activation',
      activations.flatMap((id) => {
        const activation = activationById(id);
        const isThere = activation !== undefined && usualSymbol(id, model.framework) !== undefined;
        return isThere ? [{ value: id, label: plain(activation.name) }] : [];
      }),
      hidden.length === 0 ? phrase`There is no hidden activation that acts on each element.` : undefined,
      onlyOne(hidden.map(({ activation }) => activationById(activation)?.name ?? activation)),
    ),
    choice(
      'initializer',
      initializers.map((value) => ({ value, label: initializerLabels[value] })),
      layers.length === 0 ? phrase`There is no linear or convolutional layer.` : undefined,
      onlyOne(layers.map(({ initialization }) => initialization?.initializer ?? '')),
    ),
    choice(
      'norm',
      [
        { value: 'none', label: phrase`none` },
        ...norms.flatMap((kind) =>
          normPlaces.map((place) => ({
            value: `${kind}-${place}`,
            label: phrase`${normLabels[kind]} ${places[place]}`,
          })),
        ),
      ],
      hidden.length === 0 && sums.length === 0 && hiddenNorms(model).length === 0
        ? phrase`There is no hidden activation and no residual branch.`
        : undefined,
    ),
    choice(
      'residual',
      sums.length > 0
        ? [{ value: 'off', label: phrase`no sums` }]
        : [{ value: 'on', label: phrase`each block is added to its input` }],
      sums.length > 0
        ? undefined
        : (none ?? (keepsWidth(model) ? undefined : phrase`The blocks do not give what they take.`)),
      sums.length > 1 ? phrase`${sums.length} sums` : sums.length === 1 ? phrase`1 sum` : phrase`none`,
    ),
    choice(
      'depth',
      depths
        .filter((depth) => depth !== blocks?.count && depth <= deepest)
        .map((depth) => ({ value: String(depth), label: phrase`${depth} blocks` })),
      none,
      blocks && phrase`${blocks.count} blocks`,
    ),
    choice(
      'width',
      widths.map(([label, value]) => ({ value: String(value), label: plain(`× ${label}`) })),
      none ??
        (blocks !== undefined && widened(model, blocks) === undefined
          ? phrase`The width of the blocks stands in a reshape, or is not known.`
          : undefined),
    ),
    choice(
      'residualScale',
      [{ value: 'on', label: plain(`1/√${String(sums.length)}`) }],
      sums.length === 0
        ? phrase`There is no residual branch.`
        : sums.some(({ branch }) => endingLayer(model, branch) === undefined)
          ? phrase`The branches do not end in a linear or convolutional layer.`
          : undefined,
    ),
    choice(
      'dropout',
      rates.map((rate) => ({ value: String(rate), label: plain(String(rate)) })),
      dropouts(model).length === 0 && hidden.length === 0
        ? phrase`There is no dropout and no hidden activation.`
        : undefined,
    ),
  ];
}

const onlyOne = (names: readonly string[]): Phrase | undefined => {
  const [first] = names;
  return first !== undefined && first !== '' && names.every((name) => name === first)
    ? plain(first)
    : undefined;
};

/** Whether the features that a block gives are as many as it takes. */
function keepsWidth(model: Model): boolean {
  const blocks = blocksOf(model);
  if (blocks === undefined) return false;
  const layers = model.nodes
    .slice(blocks.start, blocks.start + blocks.length)
    .flatMap((node) => (node.kind === 'layer' ? [node] : []));
  const [first, last] = [layers[0], layers.at(-1)];
  if (first === undefined || last === undefined || first.fanIn === undefined || last.width === undefined)
    return false;
  const window = last.fanOut === undefined ? 1 : last.fanOut / last.width;
  return first.fanIn === last.width * (first.role === 'conv' ? window : 1);
}

/** Answers as changes; an answer that is not offered is left out. */
export function changesFrom(model: Model, answers: Answers): Changes {
  const offered = new Map(choicesFor(model).map((choice) => [choice.question, choice.offered]));
  const answer = (question: Question): string | undefined => {
    const value = answers[question];
    return offered.get(question)?.some((option) => option.value === value) === true ? value : undefined;
  };
  const number = (question: Question): number | undefined => {
    const value = answer(question);
    return value === undefined ? undefined : Number(value);
  };
  const activation = answer('activation');
  const initializer = initializers.find((one) => one === answer('initializer'));
  const [depth, width, dropout] = [number('depth'), number('width'), number('dropout')];
  const residual = answer('residual');
  const norm = normFrom(answer('norm'));
  return {
    ...(activation === undefined ? {} : { activation }),
    ...(initializer === undefined ? {} : { initializer }),
    ...(norm === undefined ? {} : { norm }),
    ...(residual === undefined ? {} : { residual: residual === 'on' }),
    ...(depth === undefined ? {} : { depth }),
    ...(width === undefined ? {} : { width }),
    ...(answer('residualScale') === undefined ? {} : { residualScale: true }),
    ...(dropout === undefined ? {} : { dropout }),
  };
}

function normFrom(answer: string | undefined): Changes['norm'] {
  if (answer === undefined || answer === 'none') return answer;
  for (const kind of norms)
    for (const place of normPlaces) if (answer === `${kind}-${place}`) return { kind, place };
  return undefined;
}

/** Answers that people look for together. */
export interface Preset {
  readonly title: Phrase;
  readonly answers: Answers;
}

export function presetsFor(model: Model): readonly Preset[] {
  const choices = new Map(choicesFor(model).map((choice) => [choice.question, choice]));
  const presets: readonly Preset[] = [
    ...suitable(model),
    { title: phrase`As GPT-2 starts`, answers: { initializer: 'normal', residualScale: 'on' } },
    { title: phrase`Residual blocks with layer norm`, answers: { residual: 'on', norm: 'layer-before' } },
  ];
  return presets.filter(({ answers }) =>
    questions.every((question) => {
      const value = answers[question];
      return (
        value === undefined || choices.get(question)?.offered.some((one) => one.value === value) === true
      );
    }),
  );
}

/** What findings recommend for all layers: the initialiser that suits the activation. */
function suitable(model: Model): readonly Preset[] {
  const families = new Set(
    hiddenActivations(model).map(({ activation }) => activationById(activation)?.recommendedInitializer),
  );
  const [family] = families;
  if (families.size !== 1 || family === undefined) return [];
  return [
    {
      title: phrase`${initializerLabels[family]} for all layers, as findings suggest`,
      answers: { initializer: family },
    },
  ];
}
