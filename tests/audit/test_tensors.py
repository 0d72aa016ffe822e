"""What the audit reads of a backend's tensors."""

from course_lib.audit.tensors import plain


class Asked:
    """A tensor of PyTorch that gradients are asked of."""

    dtype = "float32"

    def detach(self):
        return Detached()

    def numpy(self):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


class Detached:
    def cpu(self):
        return self

    def numpy(self):
        return [1.0]


def test_a_tensor_that_gradients_are_asked_of_is_read():
    assert plain(Asked()) == [1.0]
