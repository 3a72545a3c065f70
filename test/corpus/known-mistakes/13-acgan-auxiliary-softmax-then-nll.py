# Source: https://github.com/clvrai/ACGAN-PyTorch/issues/3
# Mistake: The discriminator of an AC-GAN has two outputs; the class output is softmax and is trained with NLLLoss.
import torch
import torch.nn as nn


class Discriminator(nn.Module):
    def __init__(self, classes=10):
        super(Discriminator, self).__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(16, 32, 3, 2, 1),
            nn.LeakyReLU(0.2, inplace=True),
        )
        self.fc_dis = nn.Linear(8 * 8 * 32, 1)
        self.fc_aux = nn.Linear(8 * 8 * 32, classes)
        self.softmax = nn.Softmax(dim=1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, image):
        flat = self.features(image).view(-1, 8 * 8 * 32)
        realfake = self.sigmoid(self.fc_dis(flat)).view(-1, 1).squeeze(1)
        return realfake, self.softmax(self.fc_aux(flat))


netD = Discriminator()
dis_criterion = nn.BCELoss()
aux_criterion = nn.NLLLoss()
optimizerD = torch.optim.Adam(netD.parameters(), lr=0.0002, betas=(0.5, 0.999))

for image, label in [(torch.randn(4, 3, 32, 32), torch.randint(0, 10, (4,)))]:
    netD.zero_grad()
    dis_output, aux_output = netD(image)
    error = dis_criterion(dis_output, torch.ones(4)) + aux_criterion(aux_output, label)
    error.backward()
    optimizerD.step()
