import { unscaledInput } from '../../../../src/core/lint/rules/unscaled-input';
import { ruleTester } from '../rule-tester';

const load = '(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()';

const DIVIDE = 'Divide the pixels by 255 (changes training)';
const SCALE = 'Set scale=True (changes training)';
const pipeline = (steps: string, rest = '') =>
  `import torch\nfrom torchvision import datasets\nfrom torchvision.transforms import v2\ntransform = v2.Compose([${steps}])\ndata = datasets.CIFAR10('.', transform=transform)\n${rest}`;
const model = (lines: string) =>
  `import torch\nfrom torch import nn\nfrom torchvision import datasets, models\nfrom torchvision.io import read_image\nfrom torchvision.transforms.functional import pil_to_tensor\nmodel = models.resnet18().eval()\n${lines}`;

const fitted = (
  inputs: string,
  optimizer: string,
  layer = "layers.Dense(8, activation='relu')",
  isTold = false,
) => `
  import keras
  import numpy as np
  from keras import layers
  from sklearn.datasets import load_wine
  from sklearn.preprocessing import StandardScaler
  x = ${inputs}
  model = keras.Sequential([${layer}, layers.Dense(1)])
  model.compile(optimizer=${optimizer}, loss='mse')
  ${isTold ? '⟦model.fit(x, y, epochs=10)⟧' : 'model.fit(x, y, epochs=10)'}
`;

ruleTester(unscaledInput, {
  torch: {
    valid: [
      pipeline('v2.ToImage(), v2.ToDtype(torch.float32, scale=True)'),
      pipeline('v2.ToImage(), v2.ToDtype(torch.uint8), v2.Resize(32), v2.ToDtype(torch.float32, True)'),
      { name: 'labels, of another type', code: pipeline('v2.ToImage(), v2.ToDtype(torch.int64)') },
      {
        name: 'volumes of floats',
        code: 'import torch\nfrom torchvision.transforms import v2\ndata = NiftiDataset(v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32), v2.Normalize([0.5], [0.5])]))',
      },
      {
        name: 'masks of class numbers',
        code: pipeline('v2.PILToTensor(), v2.ToDtype(torch.float32)', 'masks = transform(mask)'),
      },
      { name: 'a type that is not known', code: pipeline('v2.ToImage(), v2.ToDtype(dtypes)') },
      { name: 'what comes in is not known', code: pipeline('v2.ToDtype(torch.float32)') },
      {
        name: 'a step behind that may scale',
        code: pipeline('v2.ToImage(), v2.ToDtype(torch.float32), Divide()'),
      },
      {
        name: 'a normalisation of 0 to 255',
        code: pipeline(
          'v2.ToImage(), v2.ToDtype(torch.float32), v2.Normalize([123.7, 116.3, 103.5], [58.4, 57.1, 57.4])',
        ),
      },
      {
        name: 'not scaled on purpose',
        code: pipeline('v2.ToImage(), v2.ToDtype(torch.float32, scale=False)'),
      },
      {
        name: 'the model scales',
        code: pipeline(
          'v2.ToImage(), v2.ToDtype(torch.float32)',
          'class Net(torch.nn.Module):\n    def forward(self, x):\n        return self.net(x / 255)',
        ),
      },
      'import torch\nfrom torchvision import transforms\nt = transforms.Compose([transforms.PILToTensor(), transforms.ConvertImageDtype(torch.float32)])',
      model('out = model(read_image(path).float() / 255)'),
      model('x = read_image(path).float().unsqueeze(0)\nout = model(x)\nmean = [0.485]\nx.div_(std)'),
      { name: 'not a model', code: model('show(read_image(path).float())') },
      { name: 'floats that are no pixels', code: model('out = model(torch.from_numpy(table).float())') },
      {
        name: 'scaled by weights of the model',
        code: model('preprocess = weights.transforms()\nout = model(preprocess(read_image(path)))'),
      },
      {
        name: 'a name that is bound twice',
        code: model('x = read_image(path).float()\nx = prepare(x)\nout = model(x)'),
      },
    ],
    invalid: [
      {
        code: pipeline('⟪v2.ToImage()⟫, v2.Resize(32), ⟦v2.ToDtype(torch.float32)⟧'),
        severity: 'warning',
        message: /without scaling/,
        fixes: {
          [SCALE]:
            'transform = v2.Compose([v2.ToImage(), v2.Resize(32), v2.ToDtype(torch.float32, scale=True)])',
        },
      },
      {
        name: 'a normalisation that takes them for scaled',
        code: pipeline(
          'v2.PILToTensor(), ⟦v2.ToDtype(torch.float, scale=False)⟧, v2.Normalize([0.5], [0.5])',
        ),
        fixes: {
          [SCALE]:
            'transform = v2.Compose([v2.PILToTensor(), v2.ToDtype(torch.float, scale=True), v2.Normalize([0.5], [0.5])])',
        },
      },
      {
        code: "from torchvision import datasets, transforms as T\nt = T.Compose([T.PILToTensor(), ⟦T.Lambda(lambda x: x.float())⟧])\ndata = datasets.ImageFolder('.', t)",
        fixes: { [DIVIDE]: 't = T.Compose([T.PILToTensor(), T.Lambda(lambda x: x.float() / 255)])' },
      },
      {
        code: model('image = ⟪read_image(path)⟫\nbatch = ⟦image.float()⟧.unsqueeze(0)\nout = ⟪model(batch)⟫'),
        message: /0 to 255/,
        fixes: { [DIVIDE]: 'batch = (image.float() / 255).unsqueeze(0)' },
      },
      {
        code: model(
          'def predict(image):\n    x = ⟦pil_to_tensor(image).to(torch.float32)⟧\n    return model(x[None].cuda())',
        ),
        fixes: { [DIVIDE]: 'x = pil_to_tensor(image).to(torch.float32) / 255' },
      },
      {
        name: 'a width of 128 or 256 scales no pixels',
        code: `
          import torch
          from torch import nn
          from torchvision import datasets
          train = datasets.MNIST('.', train=True)
          images = ⟦train.data.float()⟧.view(-1, 784)
          net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 256), nn.ReLU(), nn.Linear(256, 10))
          for start in range(0, 60000, 64):
              loss = nn.functional.cross_entropy(net(images[start : start + 64]), train.targets[start : start + 64])
        `,
      },
      {
        name: 'a data set as one tensor',
        code: "import torch\nfrom torchvision.datasets import MNIST\nfrom torch.utils.data import TensorDataset\ntrain = MNIST('.', train=True)\ndata = TensorDataset(⟦train.data.unsqueeze(1).float()⟧, train.targets)",
        fixes: { [DIVIDE]: 'data = TensorDataset(train.data.unsqueeze(1).float() / 255, train.targets)' },
      },
      {
        name: 'an image of OpenCV, into a module of this file',
        code: 'import cv2\nimport torch\nfrom torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return self.conv(x)\nnet = Net().to(device)\npixels = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)\nout = net(⟦torch.from_numpy(pixels).permute(2, 0, 1).float()⟧)',
      },
      {
        name: 'an image of PIL',
        code: model(
          "import numpy as np\nfrom PIL import Image\nimage = Image.open(path).convert('RGB')\nout = model(⟦torch.from_numpy(np.array(image)).float()⟧)",
        ),
      },
    ],
  },

  keras: {
    valid: [
      fitted('np.arange(200) / 200', 'keras.optimizers.SGD(0.001)'),
      fitted('np.arange(200)', 'keras.optimizers.Adam(0.001)'),
      fitted('np.arange(200)', 'keras.optimizers.SGD(0.001, clipnorm=1.0)'),
      fitted('np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])', "'sgd'"),
      fitted('StandardScaler().fit_transform(load_wine(return_X_y=True)[0])', "'sgd'"),
      {
        name: 'bounded by the first layer',
        code: fitted('np.arange(200)', 'keras.optimizers.SGD(0.001)', "layers.Dense(8, activation='tanh')"),
      },
      `${load}\nx_train = x_train / 255.0\nmodel.fit(x_train, y_train)`,
      `${load}\nmodel.fit(x_train / 255, y_train)`,
      `${load}\nmodel.add(layers.Rescaling(1 / 255))\nmodel.fit(x_train, y_train)`,
      `${load}\nmodel.predict(x_train)`,
      {
        name: 'a search that normalises by itself',
        code: 'import autokeras as ak\nfrom keras.datasets import mnist\n(x, y), (u, v) = mnist.load_data()\nclf = ak.ImageClassifier(max_trials=1)\nclf.fit(x, y, epochs=10)',
      },
      {
        name: 'trees do not mind',
        code: 'from sklearn.ensemble import RandomForestClassifier\nfrom keras.datasets import mnist\n(x, y), (u, v) = mnist.load_data()\nRandomForestClassifier().fit(x, y)',
      },
      '(x_train, y_train), _ = keras.datasets.imdb.load_data()\nmodel.fit(x_train, y_train)',
    ],
    invalid: [
      {
        name: 'a line of numbers',
        code: fitted('1.0 * np.array(range(200))', 'keras.optimizers.SGD(0.001)', undefined, true),
        message: /reach 199: with SGD at 0\.001/,
        severity: 'warning',
      },
      fitted('np.array([-40, -10, 0, 8, 15, 22, 38], dtype=float)', "'sgd'", undefined, true),
      fitted('load_wine(return_X_y=True)[0]', "'sgd'", undefined, true),
      {
        code: '(x_train, y_train), (x_test, y_test) = ⟦keras.datasets.mnist.load_data()⟧\n⟪model.fit(x_train, y_train)⟫',
        severity: 'warning',
        message: /0 to 255/,
        fixes: { [DIVIDE]: ['x_train = x_train / 255', 'x_test = x_test / 255'] },
      },
      {
        name: 'a part that has no name',
        code: '(a, b), _ = ⟦keras.datasets.mnist.load_data()⟧  # digits\nmodel.fit(a, b)',
        fixes: { [DIVIDE]: 'a = a / 255' },
      },
      {
        name: 'another statement on the line',
        code: 'import keras\ndef main():\n    (a, b), _ = ⟦keras.datasets.mnist.load_data()⟧; print(a)\n    model.fit(a, b)',
        fixes: {},
      },
      '(a, b), _ = ⟦keras.datasets.cifar10.load_data()⟧\nhistory = model.fit(a, b, epochs=3)',
      'from tensorflow.keras.datasets import fashion_mnist\n(x, y), (u, v) = ⟦fashion_mnist.load_data()⟧\nmodel.fit(x, y)',
      {
        code: 'def main():\n    (x, y), (u, v) = ⟦keras.datasets.cifar100.load_data()⟧  # colour\n    model.fit(x, y)',
        fixes: { [DIVIDE]: ['x = x / 255', 'u = u / 255'] },
      },
    ],
  },
});
