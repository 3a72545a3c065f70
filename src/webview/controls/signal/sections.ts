/** The Signal tab from top to bottom. A further section is a part of its own that reads the model in view: it has its line here. */
import type { TriedChanges } from '../../tried-changes';
import type { Context } from '../part';
import type { TabContent } from '../tabs';
import { signalCharts } from './charts';
import { signalHeading } from './heading';
import { layerTable } from './layer-table';
import { signalLengths } from './lengths';
import { measured } from './measured';
import { whatIf } from './what-if';
import { signalOverTime } from './over-time';
import { signalPropagation } from './propagation';
import { signalValues } from './values';

export const signalSections = (context: Context, tried: TriedChanges): TabContent => ({
  first: [
    signalHeading(context),
    signalLengths(context),
    signalCharts(context),
    // Its choices move the curves above it.
    whatIf(context, tried),
  ],
  then: [
    signalOverTime(context),
    signalValues(context),
    signalPropagation(context),
    measured(context),
    layerTable(context),
  ],
});
