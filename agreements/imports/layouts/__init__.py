"""The layouts that a register may come in: the generic one, and public sources under their own names."""

from agreements.imports.layouts import generic, se_uhm_2021
from agreements.imports.layouts.base import FileRole, Layout, Plan, Planned

LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in (generic.LAYOUT, se_uhm_2021.LAYOUT)}

__all__ = ["LAYOUTS", "FileRole", "Layout", "Plan", "Planned"]
