import { reportKerasFolders, reportKerasPixels } from '../pixels/keras-pixels';
import { reportOvershootingInputs } from '../analysis/overshooting-inputs';
import type { Rule } from '../rule';
import { reportTorchPixels } from '../pixels/torch-pixels';
import { reportTorchTransforms } from '../pixels/torch-transforms';

export const unscaledInput: Rule = {
  meta: {
    name: 'unscaled-input',
    frameworks: ['keras', 'torch'],
    category: 'training',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary:
      'Image pixels from 0 to 255 go into the model unscaled: pre-activations start 255 times too large.',
  },
  onModel(model, context) {
    reportOvershootingInputs(model, context);
  },
  onModule(models, context) {
    reportKerasPixels(context);
    reportKerasFolders(models, context);
    reportTorchTransforms(context);
    reportTorchPixels(context);
  },
};
