# S4's third exercise in small: a network with weights from elsewhere names photographs.
import numpy as np
from keras.applications.vgg16 import preprocess_input
from skimage import data, transform

from course_lib import transfer

# %%
model = transfer.vgg16(weights="cifar10")
names = transfer.card()["class_names"]

# %%
for photograph in (data.chelsea, data.coffee, data.rocket, data.astronaut):
    image = transform.resize(photograph(), (32, 32), preserve_range=True)
    p = model.predict(preprocess_input(image[np.newaxis].astype("float32")), verbose=0)[0]
    print(f"{names[p.argmax()]} ({100 * p.max():.2f} %)")
