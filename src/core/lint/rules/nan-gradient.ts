import { canonicalName, symbolOf } from '../../frameworks';
import { isWithoutGradient } from '../../frameworks/without-gradient';
import type { BadGradient, Hole } from '../../functions/instabilities';
import { phrase, type Phrase } from '../../phrase';
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression, Place } from '../../python/syntax';
import { enclosing, nodesAround, parentOf, walk } from '../../python/walk';
import { formatFigure } from '../../numerics/figures';
import { mayReach } from '../analysis/bounded-inputs';
import { isDistanceToItself } from '../analysis/distance-to-itself';
import { localValue, valueOf } from '../analysis/local-value';
import {
  END_OF_EXPONENTIAL,
  failingFunctions,
  isOfOneSign,
  isOnlyCopied,
  isOnlyEvaluated,
  type FailingFunction,
} from '../analysis/own-arithmetic';
import type { Fix, Rule, RuleContext } from '../rule';
import { sourceOf } from '../../python/source-text';
import { rootOf, stableFix, stableForm } from '../fixes/stable-form';
import { spell } from '../fixes/imports';
import { pythonFigure } from './unstable-activation';

export const nanGradient: Rule = {
  meta: {
    name: 'nan-gradient',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'arithmetic',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary:
      'A function whose gradient is NaN or infinite at an input in reach: one such input ends the training.',
  },
  mentions: ['sqrt', 'norm'],
  onCall({ call, qualifiedName }, context) {
    const name = canonicalName(qualifiedName);
    if (isDistanceWithGradient(call, name, context.bindings)) reportDistance(call, name, context);
    else if (roots.has(name)) reportRootOfLoss(call, context);
  },
  onModule(models, context) {
    const { bindings } = context;
    const all = failingFunctions(bindings);
    for (const failing of all) {
      const { instability, variable, place: whole } = failing;
      if (instability.kind === 'overflow') continue;
      const { place } = instability;
      if (isOfOtherBranch(instability) && !hasBranches(whole)) continue;
      if (isCounted.test(variable) || (place && isHarmless(place, bindings))) continue;
      if (place && isOverflow(instability) && !mayReach(models, place, instability.at)) continue;
      // One cause: where the value itself overflows, so does its gradient.
      const isTold = all.some((one) => one.instability.kind === 'overflow' && one.place === whole);
      if (isOverflow(instability) && isTold) continue;
      const form = isOverflow(instability) && place ? stableForm(place, bindings) : undefined;
      const fix = form ? stableFix(form, bindings) : fixOf(instability, bindings);
      context.report({
        place: form?.expression ?? place ?? whole,
        ...(isCertain(instability, failing) && !(place && isOnlyEvaluated(place, bindings))
          ? {}
          : { severity: 'information' }),
        message:
          instability.kind === 'hole'
            ? phrase`At ${variable} = ${'0'} this is 0/0: value and gradient are nan. Add a small number to the denominator.`
            : messageOf(instability, variable, form && spell(bindings, form.name, form.expression).text),
        fixes: fix ? [fix] : [],
      });
    }
  },
};

type BadInput = BadGradient | Hole;

const isOverflow = (instability: BadInput): boolean =>
  instability.kind === 'gradient' && instability.form === 'overflow';

const isOfOtherBranch = (instability: BadInput): boolean =>
  instability.kind === 'gradient' && instability.form === 'side';

/** Without a choice or a mask that is multiplied there is no other branch: a tensor is combined with itself at other places. */
function hasBranches(place: Place): boolean {
  const around = nodesAround(place).find(({ kind }) => kind === 'Function' || kind === 'Lambda') ?? place;
  const text = place.unit.text.slice(around.start, around.end);
  return choices.test(text) || text.replaceAll('**', '').includes('*');
}
const choices =
  /\b(?:where|select|cond|switch|piecewise|masked_fill_?|if|maximum|minimum|max|min|clip|clamp|clip_by_value|relu6?|heaviside|sign)\b/u;

/** Where no gradient flows, or where it stays a number by what is around. */
const isHarmless = (place: Expression, bindings: Bindings): boolean =>
  isWithoutGradient(place) ||
  isRootOfLoss(place, bindings) ||
  isOnlyCopied(place, bindings) ||
  // A root of distances is told as one.
  (place.kind === 'Call' &&
    isDistanceWithGradient(place, canonicalName(bindings.qualifiedName(place.callee) ?? ''), bindings));

/** Whole numbers, by their names: no gradient goes back to them. */
const isCounted = /^(?:relative_pos\w*|\w*(?:_ids?|_idx|_index|indices|buckets?))$/u;

/** Whether inputs that networks meet bring it about, whatever else the code is given. */
function isCertain(
  instability: BadInput,
  { joint, variable }: Pick<FailingFunction, 'joint' | 'variable'>,
): boolean {
  if (Math.abs(instability.at) > END_OF_EXPONENTIAL || (joint && instability.at === 0)) return false;
  if (instability.kind === 'hole') return true;
  const isNear = instability.form !== 'point' || instability.at === 0;
  return instability.everywhere && isNear && !(isOverflow(instability) && isOfOneSign(variable));
}

function messageOf(
  { form, gradient, at }: BadGradient,
  variable: string,
  instead: string | undefined,
): Phrase {
  const [result, input] = [pythonFigure(gradient), formatFigure(at)];
  switch (form) {
    case 'overflow':
      return instead === undefined
        ? phrase`In float32 the gradient is ${result} at ${variable} = ${input} and beyond, where an intermediate result overflows. Bound it first.`
        : phrase`In float32 the gradient is ${result} at ${variable} = ${input} and beyond, where an intermediate result overflows. Use ${instead}.`;
    case 'point':
      return phrase`The gradient is ${result} at ${variable} = ${input}. Add a small number, such as 1e-8, before the root or power.`;
    case 'side':
      return phrase`The gradient is ${result} where ${variable} ${at < 0 ? '<' : '>'} 0: 0 times what the other branch gives. Mask its input, too.`;
  }
}

const rootNames = /^(?:sqrt|rsqrt|pow|power|norm)$/u;

/** `sqrt(a)` → `sqrt(a + 1e-8)`; `where(c, f(a), z)` → `where(c, f(where(c, a, ones_like(a))), z)`. */
function fixOf(instability: BadInput, bindings: Bindings): Fix | undefined {
  if (instability.kind !== 'gradient') return undefined;
  const { form, place } = instability;
  if (place?.kind !== 'Call') return undefined;
  const [argument] = place.arguments;
  const name = place.callee.kind === 'Attribute' ? place.callee.name : '';
  if (!argument || argument.form !== 'positional' || bindings.qualifiedName(place.callee) === undefined)
    return undefined;
  const given = argument.value;
  const text = sourceOf(given);
  if (form === 'point' && rootNames.test(name) && name !== 'norm')
    return {
      title: phrase`Add 1e-8 inside`,
      safe: false,
      edits: [{ kind: 'replace', place: given, newText: `${text} + 1e-8` }],
    };
  if (form !== 'side') return undefined;
  const chosen = enclosing(place).find(
    (around): around is CallExpression =>
      around.kind === 'Call' && around.callee.kind === 'Attribute' && around.callee.name === 'where',
  );
  const condition = chosen?.arguments[0];
  const isFirstBranch = chosen?.arguments[1]?.value === place;
  if (!chosen || !condition || !isFirstBranch || chosen.arguments.length !== 3) return undefined;
  const root = rootOf(place, bindings);
  if (root !== 'torch' && root !== 'jax') return undefined;
  const ones = root === 'torch' ? `${spell(bindings, 'torch.ones_like', place).text}(${text})` : '1.0';
  return {
    title: phrase`Mask the input of the branch, too`,
    safe: false,
    edits: [
      {
        kind: 'replace',
        place: given,
        newText: `${sourceOf(chosen.callee)}(${sourceOf(condition.value)}, ${text}, ${ones})`,
      },
    ],
  };
}

const roots: ReadonlySet<string> = new Set([
  'torch.sqrt',
  'tf.sqrt',
  'tf.math.sqrt',
  'jax.numpy.sqrt',
  'keras.ops.sqrt',
  'keras.backend.sqrt',
]);

/** PyTorch's norm has the gradient 0 at 0; these have none. */
const norms: ReadonlySet<string> = new Set([
  'jax.numpy.linalg.norm',
  'tf.norm',
  'tf.linalg.norm',
  'keras.ops.norm',
]);

const takesGradient =
  /\.backward\(|\bgrad\(|\bvalue_and_grad\(|GradientTape|\bjac(?:fwd|rev)\(|filter_(?:grad|value)/u;

function isDistanceWithGradient(call: CallExpression, name: string, bindings: Bindings): boolean {
  return (
    (roots.has(name) || norms.has(name)) &&
    isDistanceToItself(call, name, bindings) &&
    takesGradient.test(bindings.module.text) &&
    !isWithoutGradient(call)
  );
}

/** Every point has the distance 0 to itself, where the root's slope is infinite, and infinity times 0 is nan. */
function reportDistance(call: CallExpression, name: string, { report }: RuleContext): void {
  const [first] = call.arguments;
  report({
    place: call,
    message: phrase`Every point has the distance 0 to itself: the root's gradient there is nan. Add 1e-8 inside.`,
    fixes:
      first && roots.has(name)
        ? [
            {
              title: phrase`Add 1e-8 inside`,
              safe: false,
              edits: [{ kind: 'replace', place: first.value, newText: `${sourceOf(first.value)} + 1e-8` }],
            },
          ]
        : [],
  });
}

function isRootOfLoss(place: Expression, bindings: Bindings): boolean {
  return (
    place.kind === 'Call' &&
    roots.has(canonicalName(bindings.qualifiedName(place.callee) ?? '')) &&
    squaredError(place, bindings) !== undefined
  );
}

/** The call of a mean squared error that the root is taken of. */
function squaredError(root: CallExpression, bindings: Bindings): CallExpression | undefined {
  const [first] = root.arguments;
  if (first?.form !== 'positional') return undefined;
  const inner = localValue(first.value) ?? first.value;
  if (inner.kind !== 'Call') return undefined;
  return isSquaredError(inner.callee, bindings) || (isTotalOfSquares(inner) && isLoss(root, bindings))
    ? inner
    : undefined;
}

/** `mean(square(a - b))`, `((a - b) ** 2).sum(1)`, `(a - b).pow(2).mean()` */
function isTotalOfSquares({ callee, arguments: given }: CallExpression): boolean {
  if (callee.kind !== 'Attribute' || !/^(?:reduce_)?(?:mean|sum)$/u.test(callee.name)) return false;
  return [callee.object, given[0]?.value].some((value) => {
    const base = value && squared(value);
    return base?.kind === 'Binary' && base.operator === '-';
  });
}

/** What is squared: `a` of `a ** 2`, `a.pow(2)`, `a.square()`, `torch.square(a)`. */
function squared(value: Expression): Expression | undefined {
  if (value.kind === 'Binary') return value.operator === '**' ? value.left : undefined;
  if (value.kind !== 'Call' || value.callee.kind !== 'Attribute') return undefined;
  const { name, object } = value.callee;
  if (name !== 'square' && name !== 'pow') return undefined;
  return [value.arguments[0]?.value, object].find((one) => one?.kind === 'Binary');
}

const LOSSES = /loss|contrastive|triplet|criterion/iu;

/** Whether the function around is what a model is trained on, by its name or by where the document hands it on. */
function isLoss(root: CallExpression, bindings: Bindings): boolean {
  const owner = enclosing(root).find(({ kind }) => kind === 'Function');
  if (owner?.kind !== 'Function') return false;
  const around = enclosing(owner).find(({ kind }) => kind === 'Class');
  if (/loss/iu.test(owner.name) || (around?.kind === 'Class' && LOSSES.test(around.name))) return true;
  const { text } = bindings.module;
  return text.includes(`loss=${owner.name}`) || text.includes(`loss = ${owner.name}(`);
}

const squaredErrors = /(?:^|\.)(?:mse_loss|MSELoss|MeanSquaredError|mean_squared_error|MSE|mse)$/u;

function isSquaredError(callee: Expression, bindings: Bindings): boolean {
  const named = (expression: Expression): boolean => {
    const name = bindings.qualifiedName(expression);
    return name !== undefined && squaredErrors.test(name) && symbolOf(canonicalName(name))?.role === 'loss';
  };
  if (named(callee)) return true;
  // `nn.MSELoss()(a, b)`, `criterion = nn.MSELoss()`, `self.mse = nn.MSELoss()`.
  if (callee.kind === 'Call') return named(callee.callee);
  const made = callee.kind === 'Name' ? valueOf(callee, bindings) : attributeValue(callee);
  return made?.kind === 'Call' && named(made.callee);
}

/** What the class around assigns to `self.name`, if it does so once. */
function attributeValue(expression: Expression): Expression | undefined {
  if (expression.kind !== 'Attribute' || expression.object.kind !== 'Name') return undefined;
  const owner = enclosing(expression).find(({ kind }) => kind === 'Class');
  if (!owner || expression.object.id !== 'self') return undefined;
  const values: Expression[] = [];
  walk(owner, (node) => {
    if (node.kind !== 'Assign' || !node.value) return;
    const [target] = node.targets;
    if (target?.kind === 'Attribute' && target.name === expression.name) values.push(node.value);
  });
  return values.length === 1 ? values[0] : undefined;
}

/** The root of a mean squared error has an infinite slope where the error is 0. */
function reportRootOfLoss(call: CallExpression, { bindings, report }: RuleContext): void {
  const inner = squaredError(call, bindings);
  if (!inner || isWithoutGradient(call) || isOnlyShown(call)) return;
  const [first] = call.arguments;
  report({
    place: call,
    severity: 'information',
    message: phrase`Where the error is 0 the gradient is nan: the root’s slope is infinite. Add 1e-8 inside.`,
    fixes: first
      ? [
          {
            title: phrase`Add 1e-8 inside`,
            safe: false,
            edits: [{ kind: 'replace', place: first.value, newText: `${sourceOf(first.value)} + 1e-8` }],
          },
        ]
      : [],
  });
}

/** `torch.sqrt(mse).item()`: a figure for people. */
function isOnlyShown(call: CallExpression): boolean {
  const around = parentOf(call);
  return around?.kind === 'Attribute' && /^(?:item|numpy|detach|cpu)$/u.test(around.name);
}
