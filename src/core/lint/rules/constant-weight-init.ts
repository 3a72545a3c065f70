import type { Initialization, LayerNode, Model, SignalNode } from '../../network/graph';
import { phrase } from '../../phrase';
import { kernelFix, titleForAllLayers } from '../fixes/initializer-exchange';
import { calledName, reportOneCause, type Instance } from '../analysis/one-cause';
import type { Rule } from '../rule';
import { isExempt, soleFollower } from '../analysis/signal-walk';

const constants: ReadonlySet<string> = new Set(['zeros', 'ones', 'constant']);

export const constantWeightInit: Rule = {
  meta: {
    name: 'constant-weight-init',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'initialization',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary: 'Hidden weights all start at one value: every unit computes and learns the same.',
  },
  onModel(model, context) {
    if (isExempt(model)) return;
    const instances: Instance[] = [];
    for (const node of model.nodes) {
      if (node.kind !== 'layer' || node.width === 1 || !mayBeAlike(node)) continue;
      const initialization = node.initialization;
      if (
        initialization?.explicit !== true ||
        initialization.place === undefined ||
        !isConstant(initialization)
      )
        continue;
      const next = hiddenFollower(model, node);
      if (next === undefined) continue;
      const fix = kernelFix(model, node, context.bindings);
      instances.push({
        place: calledName(initialization.place),
        severity: 'error',
        weight: 0,
        layers: 1,
        message: phrase`These hidden weights start equal, so all units stay equal: they learn the same for ever. Use He or Xavier.`,
        related: [{ place: next.place, message: phrase`The next layer takes its output here.` }],
        fix,
      });
    }
    reportOneCause(model, instances, { titleForAll: titleForAllLayers }, context);
  },
};

/** Of a recurrent layer both kernels start at one value, or its units differ by the other. */
function mayBeAlike({ role, recurrentInitialization }: LayerNode): boolean {
  if (role !== 'recurrent') return role === 'linear' || role === 'conv';
  return recurrentInitialization?.explicit === true && isConstant(recurrentInitialization);
}

function isConstant(initialization: Initialization): boolean {
  return constants.has(initialization.initializer.replace(/_$/, ''));
}

const startsAtZero = ({ initialization }: LayerNode): boolean =>
  initialization?.explicit === true && initialization.initializer === 'zeros';

/** The layer behind an activation on the only way out: the one initialised is then hidden. A residual add (zero-initialised branch), a product (gate, LoRA) or a last layer is right. */
function hiddenFollower(model: Model, from: LayerNode): LayerNode | undefined {
  let node: SignalNode = from;
  let activated = from.role === 'recurrent';
  for (;;) {
    const next = soleFollower(model, node);
    if (next === undefined) return undefined;
    // Two linear layers of zeros, one behind the other, give each other no gradient.
    if (next.kind === 'layer') return activated || startsAtZero(next) ? next : undefined;
    if (next.kind === 'activation') activated = true;
    else if (
      next.kind !== 'dropout' &&
      next.kind !== 'reshape' &&
      next.kind !== 'split' &&
      next.kind !== 'norm' &&
      next.kind !== 'pooling'
    )
      return undefined;
    node = next;
  }
}
