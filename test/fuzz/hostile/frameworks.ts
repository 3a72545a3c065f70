/** The other frameworks. */
import { torch, keras, flax, lines, type HostileShape } from './shape';

export const frameworks: readonly HostileShape[] = [
  {
    name: 'keras: a sequential of many',
    most: 3000,
    text: (size) =>
      `${keras}model = keras.Sequential([\n${'    layers.Dense(8, activation="relu", kernel_initializer="he_normal"),\n'.repeat(size)}])\nmodel.compile("adam", loss="mse")\n`,
  },
  {
    name: 'keras: add in a loop',
    most: 4000,
    text: (size) =>
      `${keras}model = keras.Sequential()\nfor i in range(${size}):\n    model.add(layers.Dense(8, activation="relu"))\nmodel.compile("adam", loss="mse")\nfor i in range(${size}):\n    model.compile("sgd", loss="mse")\n`,
  },
  {
    name: 'keras: add statement by statement',
    most: 3000,
    text: (size) =>
      `${keras}model = keras.Sequential()\n${'model.add(layers.Dense(8, activation="relu"))\n'.repeat(size)}model.compile("adam", loss="mse")\n`,
  },
  {
    name: 'keras: functional, doubling',
    most: 3000,
    text: (size) =>
      `${keras}x = inputs = keras.Input((8,))\n${lines(size, () => 'x = layers.Dense(8, activation="relu")(layers.concatenate([x, x]))\n')}model = keras.Model(inputs, x)\nmodel.compile("adam", loss="mse")\n`,
  },
  {
    name: 'keras: models of models',
    most: 300,
    text: (size) =>
      `${keras}x = i = keras.Input((8,))\nm0 = keras.Model(i, layers.Dense(8, activation="relu")(x))\n${lines(size, (n) => `m${n + 1} = keras.Model(i, m${n}(m${n}(i)))\n`)}m${size}.compile("adam", loss="mse")\n`,
  },
  {
    name: 'keras: many models of one graph',
    most: 600,
    text: (size) =>
      `${keras}x = i = keras.Input((8,))\n${lines(size, (n) => `x = layers.Dense(8, activation="relu")(x)\nm${n} = keras.Model(i, x)\nm${n}.compile("adam", loss="mse")\n`)}`,
  },
  {
    name: 'keras: everything with everything',
    most: 1500,
    text: (size) =>
      `${keras}x = i = keras.Input((8,))\nall = [x]\nfor n in range(${size}):\n    all.append(layers.Dense(8, activation="relu")(layers.Concatenate()(all)))\nmodel = keras.Model(i, all)\nother = keras.Sequential([model] * ${size})\n`,
  },
  {
    name: 'keras: a model whose layers are built in itself',
    most: 100,
    text: (size) =>
      `${keras}class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.parts = [Net() for _ in range(${size})]\n        self.dense = layers.Dense(8, activation="relu")\n    def build(self, shape):\n        self.build(shape)\n        self.more = [layers.Dense(8) for _ in range(4000)] * 1000\n    def call(self, x):\n        for part in self.parts + self.more:\n            x = part(self.call(x))\n        return self.dense(x)\n`,
  },
  {
    name: 'keras: doubling lists of layers',
    most: 100,
    text: (size) =>
      `${keras}parts = [layers.Dense(8, activation="relu")]\nfor _ in range(${size}):\n    parts = parts + parts\nmodel = keras.Sequential(parts)\n`,
  },
  {
    name: 'keras: sequentials that hold sequentials twice',
    most: 2000,
    text: (size) =>
      `${keras}a0 = keras.Sequential([layers.Dense(8, activation="relu")])\n${lines(size, (i) => `a${i + 1} = keras.Sequential([a${i}, a${i}])\n`)}a${size}.compile("adam", loss="mse")\n`,
  },
  {
    name: 'tensorflow: functions written out',
    most: 2000,
    text: (size) =>
      `${keras}def net(x):\n${lines(size, () => '    x = tf.nn.relu(tf.matmul(x, tf.Variable(tf.random.normal([8, 8]))) + x)\n')}    return x\n`,
  },
  {
    name: 'flax: many layers in a loop',
    most: 4000,
    text: (size) =>
      `${flax}class Net(linen.Module):\n    n: int = ${size}\n    @linen.compact\n    def __call__(self, x):\n        for i in range(self.n):\n            x = linen.relu(linen.Dense(8)(x))\n        return x\n`,
  },
  {
    name: 'flax: modules of themselves',
    most: 60,
    text: (size) =>
      `${flax}class Net(linen.Module):\n    inner: linen.Module = None\n    def setup(self):\n        self.parts = [Net(inner=self) for _ in range(${size})]\n        self.parts = self.parts * 4000\n    @linen.compact\n    def __call__(self, x):\n        for part in self.parts:\n            x = linen.relu(linen.Dense(8)(Net(inner=Net(inner=self))(x)))\n        return x\n`,
  },
  {
    name: 'flax: transforms of transforms',
    most: 1500,
    text: (size) =>
      `${flax}class Net(linen.Module):\n    @linen.compact\n    def __call__(self, x):\n        f = linen.Dense\n${'        f = linen.remat(linen.vmap(f))\n'.repeat(size)}        return linen.relu(f(8)(x))\n@jax.jit\ndef step(x):\n    return jax.grad(jax.vmap(jax.jit(Net().apply)))(x)\n`,
  },
  {
    name: 'jax: stacks by the thousand',
    most: 2000,
    text: (size) =>
      `${flax}def net(x):\n${'    x = jax.nn.relu(jnp.dot(x, jax.random.normal(key, (8, 8))) + x)\n'.repeat(size)}    return x\nmodel = linen.Sequential([${'linen.Dense(8), linen.relu, '.repeat(size)}])\n`,
  },
  {
    name: 'nnx: lists that double',
    most: 100,
    text: (size) =>
      `from flax import nnx\nclass Net(nnx.Module):\n    def __init__(self, rngs):\n        self.parts = [nnx.Linear(8, 8, rngs=rngs)]\n        for _ in range(${size}):\n            self.parts = self.parts + self.parts\n    def __call__(self, x):\n        for part in self.parts:\n            x = nnx.relu(part(x))\n        return x\n`,
  },
  {
    name: 'a recurrence written out',
    most: 1500,
    text: (size) =>
      `${torch}class Cell(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.w = nn.Linear(8, 8)\n        self.u = nn.Linear(8, 8)\n    def forward(self, xs, h):\n        for x in xs:\n${lines(size, (i) => `            h${i} = F.relu(self.w(x) + self.u(h${i && i - 1}))\n`)}            h = h0\n        return h\n`,
  },
];
