import { unscaledInput } from '../../../../src/core/lint/rules/unscaled-input';
import { ruleTester } from '../rule-tester';

const load = '(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()';

ruleTester(unscaledInput, {
  keras: {
    valid: [
      `${load}\nx_train = x_train / 255.0\nmodel.fit(x_train, y_train)`,
      `${load}\nmodel.fit(x_train / 255, y_train)`,
      `${load}\nmodel.add(layers.Rescaling(1 / 255))\nmodel.fit(x_train, y_train)`,
      `${load}\nmodel.predict(x_train)`,
      '(x_train, y_train), _ = keras.datasets.imdb.load_data()\nmodel.fit(x_train, y_train)',
    ],
    invalid: [
      {
        code: '(x_train, y_train), (x_test, y_test) = ⟦keras.datasets.mnist.load_data()⟧\n⟪model.fit(x_train, y_train)⟫',
        severity: 'warning',
        message: /0 to 255/,
      },
      '(a, b), _ = ⟦keras.datasets.cifar10.load_data()⟧\nhistory = model.fit(a, b, epochs=3)',
      'from tensorflow.keras.datasets import fashion_mnist\n(x, y), (u, v) = ⟦fashion_mnist.load_data()⟧\nmodel.fit(x, y)',
      'def main():\n    (x, y), (u, v) = ⟦keras.datasets.cifar100.load_data()⟧\n    model.fit(x, y)',
    ],
  },
});
