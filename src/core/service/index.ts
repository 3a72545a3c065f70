/** The one door to the core: what hosts open documents with, and the types of what they are told. */
export type * from '../api';
export { createLensService } from './create-service';
