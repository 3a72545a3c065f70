/** Exchanges an initialiser for another, in the way its framework and the file write it. */
import { canonicalName, symbolOf } from '../../frameworks';
import type { Initialization, LayerNode, Model } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import type { Expression } from '../../python/syntax';
import { expressionAt } from '../../python/walk';
import { agreedTarget, kernelsSetAt, shapeOf } from '../analysis/initializer-target';
import type { Exchange, InitializerTarget } from '../analysis/initializer-target';
import { exchangeKeras, exchangeString } from './keras-initializer';
import { exchangeJax } from './jax-initializer';
import type { Edit, Fix } from '../rule';
import { exchangeTensorflow } from './tensorflow-initializer';
import { exchangeTorch } from './torch-initializer';

const TITLES: Readonly<Record<InitializerTarget['family'], Phrase>> = {
  he: phrase`Use He initialisation (changes training)`,
  xavier: phrase`Use Xavier initialisation (changes training)`,
  lecun: phrase`Use LeCun initialisation (changes training)`,
  identity: phrase`Start as the identity (changes training)`,
  orthogonal: phrase`Start as an orthogonal matrix (changes training)`,
  zeros: phrase`Start at zero (changes training)`,
};

/** The title of a suggestion that gives weights another start. */
export function titleOf(target: InitializerTarget): Phrase {
  return TITLES[target.family];
}

/** The title of a suggestion that does what these do, for so many layers of a model. */
export function titleForAllLayers(layers: number, model: string, titles: readonly Phrase[]): Phrase {
  const [first] = titles;
  switch (titles.every((title) => title === first) ? first : undefined) {
    case TITLES.he:
      return phrase`Use He initialisation for all ${layers} layers of ${model} (changes training)`;
    case TITLES.lecun:
      return phrase`Use LeCun initialisation for all ${layers} layers of ${model} (changes training)`;
    case TITLES.xavier:
      return phrase`Use Xavier initialisation for all ${layers} layers of ${model} (changes training)`;
    default:
      return phrase`Initialise all ${layers} layers of ${model} to suit their activations (changes training)`;
  }
}

/** A suggestion that exchanges an initialiser where it stands; undefined where the code leaves no certain edit. */
export function exchangeFix(
  initialization: Initialization,
  target: InitializerTarget | undefined,
  bindings: Bindings,
): Fix | undefined {
  const expression = initialization.place && expressionAt(initialization.place);
  if (target === undefined || expression === undefined || holdsComment(expression)) return undefined;
  // Where the old one has no shape: Glorot's own is uniform, the others are mostly drawn from a normal.
  const shape = shapeOf(initialization.initializer) ?? (target.family === 'xavier' ? 'uniform' : 'normal');
  const edits = exchanged(expression, { target, shape }, bindings);
  return edits && { title: titleOf(target), safe: false, edits };
}

/** The suggestion for an initialiser of kernels, which must suit every layer that it sets. */
export function kernelFix(
  model: Model,
  { initialization }: LayerNode,
  bindings: Bindings,
  wanted: (target: InitializerTarget) => boolean = () => true,
): Fix | undefined {
  const layers = initialization?.place && kernelsSetAt(model, initialization.place);
  const target = layers && agreedTarget(model, layers);
  if (initialization === undefined || target === undefined || !wanted(target)) return undefined;
  return exchangeFix(initialization, target, bindings);
}

function exchanged(
  expression: Expression,
  exchange: Exchange,
  bindings: Bindings,
): readonly Edit[] | undefined {
  if (expression.kind === 'String') return exchangeString(expression, exchange, bindings);
  const callee = expression.kind === 'Call' ? expression.callee : expression;
  const name = bindings.qualifiedName(callee);
  if (name === undefined || symbolOf(name)?.role !== 'initializer')
    return expression.kind === 'Call' ? exchangeTorch(expression, undefined, exchange, bindings) : undefined;
  const canonical = canonicalName(name);
  if (canonical.startsWith('torch.'))
    return expression.kind === 'Call' ? exchangeTorch(expression, name, exchange, bindings) : undefined;
  if (canonical.startsWith('keras.')) return exchangeKeras(expression, name, exchange, bindings);
  if (canonical.startsWith('tf.'))
    return expression.kind === 'Call' ? exchangeTensorflow(expression, name, exchange, bindings) : undefined;
  return exchangeJax(expression, name, exchange, bindings);
}

/** What a comment inside says would be lost, or no longer true. */
export function holdsComment({ unit, start, end }: Expression): boolean {
  return unit.comments.some((comment) => start < comment.end && comment.start < end);
}
