/** What if: a model's graph with changes, whose shapes, signal and gradient come from the same pass as every other figure. */
import type { Model } from '../network/graph';
import { blocksOf, withDepth } from './blocks';
import { isNoChange, type Changes } from './changes';
import { withActivation, withDropout, withNorms, withoutNorms, withoutSums, withSums } from './steps';
import { residualSums } from './structure';
import { startedWith, withScaledBranches, withWidth } from './weights';

/** The model with changes. A change that its graph does not allow is left out. */
export function changedModel(model: Model, changes: Changes): Model {
  if (isNoChange(changes)) return model;
  let current = model;
  if (changes.activation !== undefined) current = withActivation(current, changes.activation);
  let blocks = blocksOf(model);
  if (blocks !== undefined && changes.width !== undefined && changes.width !== 1)
    current = withWidth(current, blocks, changes.width);
  if (blocks !== undefined && changes.depth !== undefined && changes.depth !== blocks.count)
    ({ model: current, blocks } = withDepth(current, blocks, changes.depth));
  if (changes.residual === false) current = withoutSums(current);
  if (changes.residual === true && blocks !== undefined && residualSums(current).length === 0)
    current = withSums(current, blocks);
  if (changes.norm === 'none') current = withoutNorms(current);
  else if (changes.norm !== undefined) current = withNorms(current, changes.norm.kind, changes.norm.place);
  if (changes.dropout !== undefined) current = withDropout(current, changes.dropout);
  if (changes.initializer !== undefined) current = startedWith(current, changes.initializer);
  if (changes.residualScale === true) current = withScaledBranches(current);
  return current;
}
