import type { WordOfTables } from '../symbol';

/** TensorFlow's other word for an initialiser: `he_normal` of the tables is `tf.he_normal_initializer`, too. */
export const initializerWord = ({ word, role }: WordOfTables): string | undefined =>
  role === 'initializer' ? `${word}_initializer` : undefined;
