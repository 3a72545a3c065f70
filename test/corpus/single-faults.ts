/**
 * Single faults, each put into a healthy program by one change of its text: the repaired programs of `reported-faults` and the textbook's.
 * Deterministic: the same programs give the same mutants.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

interface Program {
  readonly name: string;
  readonly text: string;
}

/** What a fault replaces: every place where the pattern stands is a mutant of its own, or `whole` changes all of them at once. */
interface Kind {
  readonly name: string;
  readonly pattern: RegExp;
  readonly instead: string | ((match: string, ...groups: string[]) => string);
  /** A program without this is another case. */
  readonly needs?: RegExp;
  readonly without?: RegExp;
  readonly whole?: true;
}

export interface Mutant {
  readonly kind: string;
  readonly program: string;
  readonly text: string;
  /** The line that changed, from 1. */
  readonly line: number;
}

const kerasHead = /keras/;
const trains = /compile\(|backward\(|minimize\(|apply_updates|optax\./;
const thousandfold = (_: string, before: string, rate: string): string => `${before}${Number(rate) * 1000}`;

const kinds: readonly Kind[] = [
  // Loss and output.
  {
    name: 'softmax before CrossEntropyLoss',
    needs: /CrossEntropyLoss|F\.cross_entropy/,
    pattern:
      /\b((?:self\.)?(?:criterion|loss_fn|loss_func|loss_function)|F\.cross_entropy)\((\w+(?:\(\w+\))?),/g,
    instead: '$1(torch.softmax($2, dim=1),',
  },
  {
    name: 'sigmoid before BCEWithLogits',
    needs: /BCEWithLogits|binary_cross_entropy_with_logits/,
    pattern:
      /\b((?:self\.)?(?:criterion|loss_fn|loss_func|bce)|F\.binary_cross_entropy_with_logits)\((\w+(?:\(\w+\))?),/g,
    instead: '$1(torch.sigmoid($2),',
  },
  {
    name: 'logarithm dropped before NLLLoss',
    needs: /nll_loss|NLLLoss/,
    pattern: /\blog_softmax\(|\bLogSoftmax\(/g,
    instead: (match) => (match.startsWith('log') ? 'softmax(' : 'Softmax('),
  },
  {
    name: 'sigmoid dropped before BCELoss',
    needs: /BCELoss|F\.binary_cross_entropy\(/,
    pattern: /torch\.sigmoid\(((?:[^()]|\([^()]*\))*)\)/g,
    instead: '($1)',
  },
  {
    name: 'from_logits flipped',
    pattern: /from_logits=True/g,
    instead: 'from_logits=False',
    needs: /Dense\(/,
  },
  {
    name: 'softmax of the output dropped',
    needs: /crossentropy/,
    without: /from_logits=True/,
    pattern: /, ?activation=['"]softmax['"]/g,
    instead: '',
  },
  {
    name: 'sigmoid of the output dropped',
    needs: /binary_crossentropy/,
    without: /from_logits=True/,
    pattern: /(Dense\(1), ?activation=['"]sigmoid['"]/g,
    instead: '$1',
  },
  {
    name: 'ReLU for the output',
    needs: trains,
    pattern: /activation=(['"])(?:softmax|sigmoid)['"]/g,
    instead: 'activation=$1relu$1',
  },
  {
    name: 'tanh for the output',
    needs: /crossentropy/,
    pattern: /activation=(['"])(?:softmax|sigmoid)['"]/g,
    instead: 'activation=$1tanh$1',
  },
  {
    name: 'softmax over one unit',
    pattern: /Dense\(1, ?activation=(['"])sigmoid['"]/g,
    instead: 'Dense(1, activation=$1softmax$1',
  },
  {
    name: 'one unit for all classes',
    needs: /crossentropy/,
    pattern: /Dense\(\d+, ?(activation=['"]softmax['"])/g,
    instead: 'Dense(1, $1',
  },
  {
    name: 'sigmoid for one of many classes',
    needs: /categorical_crossentropy/,
    pattern: /(Dense\((?:[2-9]|\d\d+), ?activation=)(['"])softmax['"]/g,
    instead: '$1$2sigmoid$2',
  },
  {
    name: 'binary cross-entropy on softmax',
    needs: /activation=['"]softmax/,
    pattern: /loss=(['"])(?:sparse_)?categorical_crossentropy['"]/g,
    instead: 'loss=$1binary_crossentropy$1',
  },
  {
    name: 'squared error on classes',
    pattern: /loss=(['"])(?:sparse_)?categorical_crossentropy['"]/g,
    instead: 'loss=$1mse$1',
  },
  {
    name: 'sparse for one-hot',
    needs: /to_categorical|get_dummies|categorical['"]/,
    pattern: /loss=(['"])categorical_crossentropy['"]/g,
    instead: 'loss=$1sparse_categorical_crossentropy$1',
  },
  {
    name: 'one-hot for indices',
    needs: /load_data\(\)|randint/,
    pattern: /loss=(['"])sparse_categorical_crossentropy['"]/g,
    instead: 'loss=$1categorical_crossentropy$1',
  },
  {
    name: 'categorical cross-entropy over one unit',
    needs: /Dense\(1, ?activation=['"]sigmoid/,
    pattern: /loss=(['"])binary_crossentropy['"]/g,
    instead: 'loss=$1categorical_crossentropy$1',
  },
  {
    name: 'softmax before optax cross-entropy',
    pattern: /(optax\.softmax_cross_entropy(?:_with_integer_labels)?\()((?:[^(),]|\([^()]*\))+)/g,
    instead: '$1jax.nn.softmax($2)',
  },
  {
    name: 'softmax before TensorFlow cross-entropy',
    pattern: /(softmax_cross_entropy_with_logits(?:_v2)?\([^\n]*logits=)([\w.]+(?:\([^()]*\))?)/g,
    instead: '$1tf.nn.softmax($2)',
  },
  // Activations.
  {
    name: 'activation removed between layers',
    needs: /nn\.Linear|nn\.Conv/,
    pattern: /^ *nn\.(?:ReLU|Tanh|GELU)\([^()]*\),\n/gm,
    instead: '',
  },
  {
    name: 'activation not applied',
    pattern: /(?:F|torch|nn|jax\.nn|tf\.nn)\.relu\((\w[\w.]*\((?:[^()]|\([^()]*\))*\))\)/g,
    instead: '$1',
  },
  {
    name: 'hidden activation left out',
    needs: kerasHead,
    pattern: /(Dense\(\d+), ?activation=['"]relu['"]/g,
    instead: '$1',
  },
  {
    name: 'softmax in a hidden layer',
    needs: kerasHead,
    pattern: /(Dense\(\d+, ?activation=)(['"])relu['"]/g,
    instead: '$1$2softmax$2',
  },
  { name: 'softmax module hidden', pattern: /nn\.ReLU\(\)/g, instead: 'nn.Softmax(dim=-1)' },
  {
    name: 'result of the activation thrown away',
    pattern: /^( +)(\w+) = (F\.relu|torch\.relu|torch\.tanh|F\.gelu|self\.relu)\(\2\)$/gm,
    instead: '$1$3($2)',
  },
  {
    name: 'ReLU in a recurrent layer',
    needs: kerasHead,
    pattern: /\b((?:LSTM|GRU|SimpleRNN)\(\d+)/g,
    instead: "$1, activation='relu'",
  },
  { name: 'negative slope above one', pattern: /LeakyReLU\([\d.]*\)/g, instead: 'LeakyReLU(2.0)' },
  // Starts.
  {
    name: 'zeros for the weights',
    needs: kerasHead,
    pattern: /(Dense\(\d+, ?activation=['"]relu['"])(?![^\n]*kernel_initializer)/g,
    instead: "$1, kernel_initializer='zeros'",
  },
  {
    name: 'ones for the weights',
    needs: kerasHead,
    pattern: /(Dense\(\d+, ?activation=['"]relu['"])(?![^\n]*kernel_initializer)/g,
    instead: "$1, kernel_initializer='ones'",
  },
  {
    name: 'standard deviation of 1',
    pattern: /stddev=(?:0\.\d+|\([^()]*\) ?\*\* ?-?0\.5|\w+ ?\*\* ?-0\.5)/g,
    instead: 'stddev=1.0',
  },
  {
    name: 'zeros through apply',
    needs: /optim\.\w+\((\w+)\.parameters/,
    pattern: /^(\w+) = ((?:torch\.)?optim\.\w+\((\w+)\.parameters)/gm,
    instead: 'for p in $3.parameters():\n    nn.init.zeros_(p)\n$1 = $2',
  },
  {
    name: 'zeros from JAX',
    pattern: /jax\.random\.normal\(\w+, (\([^()]*\))\) \* [\w.() /*]+/g,
    instead: 'jnp.zeros($1)',
  },
  // Rates.
  {
    name: 'rate a thousand times too high',
    pattern: /\b(lr=|learning_rate=)(0?\.\d+|\de-\d)/g,
    instead: thousandfold,
  },
  { name: 'negative rate', pattern: /\b(lr=|learning_rate=)(0?\.\d+|\de-\d)/g, instead: '$1-$2' },
  {
    name: 'rate a thousand times too high in optax',
    pattern: /(optax\.\w+\()(\de-\d|0\.\d+)/g,
    instead: thousandfold,
  },
  // Axes, shapes, attention.
  {
    name: 'softmax over the batch',
    needs: /nn\.Linear/,
    without: /attention|scores/i,
    pattern: /(softmax\([^\n]*dim=|Softmax\(dim=)(?:1|-1)/g,
    instead: '$10',
  },
  {
    name: 'scale of attention removed',
    needs: /softmax/,
    pattern:
      / ?(?:\/ (?:math\.sqrt|jnp\.sqrt|tf\.math\.sqrt)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\* self\.\w+\.out_features\*\*-0\.5|\* self\.scale)/g,
    instead: '',
  },
  {
    name: 'masked by zero',
    needs: /softmax/,
    pattern: /float\(['"]-inf['"]\)|-1e(?:9|30)\b|-np\.inf|-jnp\.inf/g,
    instead: '0.0',
  },
  {
    name: 'layers in a plain list',
    pattern: /nn\.ModuleList\((\[(?:[^[\]]|\[[^[\]]*\])*\])\)/g,
    instead: '$1',
  },
  {
    name: 'width that does not fit',
    pattern: /(nn\.Linear\(\d+, \d+\),?\n(?: *[^\n]*\n){0,2}? *(?:self\.\w+ = )?nn\.Linear\()(\d+)/g,
    instead: (_: string, before: string, width: string) => `${before}${Number(width) + 8}`,
  },
  {
    name: 'squeeze forgotten',
    needs: /MSELoss|mse_loss|reduce_mean|jnp\.mean/,
    pattern: /\.squeeze\((?:-?1)?\)|\[:, 0\]/g,
    instead: '',
  },
  { name: 'pixels unscaled', needs: /load_data\(\)/, pattern: / \/=? 255\.?0?/g, instead: '', whole: true },
  {
    name: 'one class too few',
    needs: /cifar10|mnist/,
    pattern: /Dense\(10, ?(activation=['"]softmax)/g,
    instead: 'Dense(9, $1',
  },
  {
    name: 'one-hot encoding left out',
    pattern: /^(\w+) = (?:\w+\.)*to_categorical\((\w+)(?:, ?[^()\n]*)?\)$/gm,
    instead: '$1 = $2',
    whole: true,
  },
];

const folder = (name: string, root: string): string => path.join(root, 'test', 'corpus', name);

/** Repaired programs of the reports, then the textbook's. */
export function healthyPrograms(root: string): readonly Program[] {
  const reports = folder('reported-faults', root);
  const repaired = readdirSync(reports)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => readFileSync(path.join(reports, name), 'utf8').split(/^=== /m).slice(1))
    .map((text) => {
      const [head = '', ...lines] = text.trimEnd().split('\n');
      const kept = lines
        .filter((line) => !line.startsWith('-|') && !line.startsWith('@@@'))
        .map((line) => line.replace(/^\+\|/, ''));
      return { name: head.split(' ')[0] ?? '', text: `${kept.join('\n')}\n` };
    });
  const textbook = folder('textbook', root);
  const taught = readdirSync(textbook)
    .sort()
    .flatMap((framework) =>
      readdirSync(path.join(textbook, framework))
        .sort()
        .map((name) => ({
          name: `${framework}/${name}`,
          text: readFileSync(path.join(textbook, framework, name), 'utf8'),
        })),
    );
  return [...repaired, ...taught];
}

/** All mutants of a program, in the order of the kinds. */
export function mutantsOf({ name, text }: Program): readonly Mutant[] {
  return kinds.flatMap((kind) => {
    if (kind.needs?.test(text) === false || kind.without?.test(text) === true) return [];
    const changed = (whole: string, at?: number): string =>
      whole.replace(kind.pattern, (match, ...rest: unknown[]) => {
        const offset = rest.find((one): one is number => typeof one === 'number');
        if (at !== undefined && offset !== at) return match;
        const groups = rest.slice(0, rest.indexOf(offset)).map(String);
        return typeof kind.instead === 'string'
          ? kind.instead.replace(/\$(\d)/g, (_, index: string) => groups[Number(index) - 1] ?? '')
          : kind.instead(match, ...groups);
      });
    const starts = [...text.matchAll(kind.pattern)].map(({ index }) => index);
    const mutant = (mutated: string, at: number): Mutant => ({
      kind: kind.name,
      program: name,
      text: mutated,
      line: text.slice(0, at).split('\n').length,
    });
    const [first] = starts;
    if (kind.whole) return first === undefined ? [] : [mutant(changed(text), first)];
    return starts.map((at) => mutant(changed(text, at), at)).filter((one) => one.text !== text);
  });
}
