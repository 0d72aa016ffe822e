from .bins import calibration_error as calibration_error
from .bins import reliability as reliability
from .temperature import TemperatureScaling as TemperatureScaling

__all__ = ["TemperatureScaling", "calibration_error", "reliability"]
