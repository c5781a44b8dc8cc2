"""The demo shop's products, in the order in which the shop shows them: light, quick ones first."""

from deploy.local.demo.products.furniture import side_table, stool
from deploy.local.demo.products.lighting import lantern, table_lamp
from deploy.local.demo.products.objects import vase
from deploy.local.demo.products.play import rainbow
from deploy.local.demo.products.product import DemoProduct
from deploy.local.demo.products.tableware import carafe, mug

PRODUCTS: tuple[DemoProduct, ...] = (
    table_lamp.PRODUCT,
    mug.PRODUCT,
    stool.PRODUCT,
    rainbow.PRODUCT,
    side_table.PRODUCT,
    vase.PRODUCT,
    lantern.PRODUCT,
    carafe.PRODUCT,
)
