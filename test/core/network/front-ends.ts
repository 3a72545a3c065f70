/** Tells the tracer of the frameworks, for tests that ask it without a service. */
import { frontEnds } from '../../../src/core/frameworks/generated/front-ends';
import { useFrontEnds } from '../../../src/core/network/machine/front-end';

useFrontEnds(frontEnds);
