import { samePlace } from '../../python/place';
import { signalOf } from '../../tensors';
import type { ActivationNode, LayerNode, Model } from '../../network/graph';
import { activationsReached } from '../../network/ways';
import { phrase, type Phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import { expressionAt } from '../../python/walk';
import { replaceByRelu } from '../fixes/activation-replacement';
import { appendArgument } from '../fixes/argument-edits';
import { formatFigure } from '../../numerics/figures';
import { exchangeFix } from '../fixes/initializer-exchange';
import type { Edit, Fix, Rule, Severity } from '../rule';
import type { Chain, ChainLink } from '../analysis/signal-walk';
import { quoteOf, sourceOf } from '../../python/source-text';
import { hiddenLinks, isExempt, plainChains, reluFamily } from '../analysis/signal-walk';

interface Verdict {
  readonly links: readonly ChainLink[];
  readonly severity: Severity;
  readonly name: 'sigmoid' | 'tanh';
  /** The share of the gradient that reaches the first layer; undefined where it is not known. */
  readonly gradient: number | undefined;
}

export const saturatingDeepStack: Rule = {
  meta: {
    name: 'saturating-deep-stack',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'Sigmoids or tanhs stacked until the gradient is gone.',
  },
  onModel(model, context) {
    if (isExempt(model)) return;
    for (const chain of plainChains(model)) {
      const verdict = judge(model, chain);
      const first = verdict?.links[0]?.activation;
      const last = verdict?.links[verdict.links.length - 1]?.activation;
      if (verdict === undefined || first === undefined || last === undefined) continue;
      context.report({
        place: first.place,
        severity: verdict.severity,
        message: messageFor(verdict),
        related:
          last === first
            ? []
            : [{ place: last.place, message: phrase`The last ${verdict.name} of the stack stands here.` }],
        fixes: reluEverywhere(model, verdict.links, context.bindings),
      });
    }
  },
};

/** ReLU in all places of the stack, with He initialisation where the layers' own is written out or an argument away. */
function reluEverywhere(model: Model, links: readonly ChainLink[], bindings: Bindings): readonly Fix[] {
  const activations = links.flatMap(({ activation }) => (activation === undefined ? [] : [activation]));
  // A module or a loop that makes another activation, too, is not the stack's alone.
  const others = model.nodes.filter((node) => node.kind === 'activation' && !activations.includes(node));
  const shared = activations.some((one) => others.some((other) => samePlace(one.place, other.place)));
  const replaced = activations.map((activation) => replaceByRelu(activation, bindings));
  if (shared || !replaced.every((edits) => edits !== undefined)) return [];
  const initialised = links.map(({ layer, activation }) =>
    fillsOthers(model, layer, links) ? undefined : heEdits(layer, activation, bindings),
  );
  const complete = initialised.every((edits) => edits !== undefined);
  return [
    {
      title: complete
        ? phrase`Use ReLU with He initialisation (changes training)`
        : phrase`Use ReLU (changes training)`,
      safe: false,
      edits: [...replaced.flat(), ...(complete ? initialised.flat() : [])],
    },
  ];
}

/** Whether the call that initialises a layer of the stack does so for one that feeds another activation than ReLU, too. */
function fillsOthers(model: Model, { initialization }: LayerNode, links: readonly ChainLink[]): boolean {
  const { place } = initialization ?? {};
  if (place === undefined) return false;
  return model.nodes.some(
    (node) =>
      node.kind === 'layer' &&
      node.initialization?.place !== undefined &&
      samePlace(node.initialization.place, place) &&
      !links.some(({ layer }) => layer === node) &&
      activationsReached(model, node).some(
        ({ target }) => target.activation !== 'softmax' && !reluFamily.has(target.activation),
      ),
  );
}

/** An explicit Xavier or LeCun exchanged; Keras' default written over. Nothing to do where it is He already. */
function heEdits(
  layer: LayerNode,
  activation: ActivationNode | undefined,
  bindings: Bindings,
): readonly Edit[] | undefined {
  const { initialization } = layer;
  if (initialization === undefined || activation === undefined) return undefined;
  if (/^(?:he|kaiming)/.test(initialization.initializer) && initialization.explicit) return [];
  if (initialization.explicit)
    return exchangeFix(initialization, { family: 'he', slope: 0 }, bindings)?.edits;
  const call = expressionAt(layer.place);
  if (!layer.qualifiedName.startsWith('keras.layers.') || call?.kind !== 'Call') return undefined;
  if (call.arguments.some(({ form, name }) => form === 'double-star' || name === 'kernel_initializer'))
    return undefined;
  const quote = quoteOf(sourceOf(call), call.unit.text, bindings.module.text);
  return [appendArgument(call, `kernel_initializer=${quote}he_normal${quote}`)];
}

/** From this share of the gradient on, a stack is as it should be. */
const KEPT = 0.3;
/** Below this the first layers learn so much more slowly than the last ones that the network hardly trains. */
const GONE = 0.02;

function judge(model: Model, chain: Chain): Verdict | undefined {
  const sigmoids = longestRun(chain, 'sigmoid');
  if (sigmoids.length >= 2)
    return graded(model, sigmoids, 'sigmoid', sigmoids.length >= 3 ? 'warning' : 'hint');
  const tanhs = longestRun(chain, 'tanh');
  return tanhs.length >= 8 ? graded(model, tanhs, 'tanh', 'information') : undefined;
}

/** The number of layers says what is to be feared; the gradient, where it is known, has the last word. */
function graded(
  model: Model,
  links: readonly ChainLink[],
  name: Verdict['name'],
  feared: Severity,
): Verdict | undefined {
  const [first, last] = [links[0]?.layer, links.at(-1)?.activation];
  const gradient =
    first === undefined || last === undefined
      ? undefined
      : signalOf(model).gradientFactor(last.index, first.index);
  if (gradient === undefined) return { links, severity: feared, name, gradient };
  if (gradient >= KEPT) return undefined;
  return {
    links,
    severity: feared === 'warning' && gradient > GONE ? 'information' : feared,
    name,
    gradient,
  };
}

function longestRun(chain: Chain, activation: string): readonly ChainLink[] {
  let best: readonly ChainLink[] = [];
  let run: ChainLink[] = [];
  for (const link of hiddenLinks(chain)) {
    if (link.activation?.activation === activation) {
      run = [...run, link];
      if (run.length > best.length) best = run;
    } else {
      run = [];
    }
  }
  return best;
}

/** The gradient's share from the model's own initialisation; the bound 1/4 of sigmoid's slope where that is unknown. */
function messageFor({ links, name, gradient }: Verdict): Phrase {
  const count = String(links.length);
  if (gradient !== undefined)
    return phrase`${count} hidden ${name} layers in a row: about ×${formatFigure(gradient)} of the gradient reaches the first. Use ReLU, norms or residuals.`;
  return name === 'sigmoid'
    ? phrase`${count} hidden ${name} layers in a row multiply the gradient by at most ${formatFigure(0.25 ** links.length)}, weights apart. Use ReLU or norms.`
    : phrase`${count} hidden ${name} layers in a row: the gradient fades with depth. Use ReLU, norms or residuals.`;
}
