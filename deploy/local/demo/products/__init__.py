"""The demo shop's products, in the order in which they reach the shelf: light, quick ones first, heavy ones later.

The newest one stands alone at the top of the home page, so the last is the one to show off with.
"""

from deploy.local.demo.products.footwear import clogs
from deploy.local.demo.products.furniture import lounge_chair, pouf, side_table, stool
from deploy.local.demo.products.lighting import lantern, table_lamp
from deploy.local.demo.products.objects import vase
from deploy.local.demo.products.play import car, rainbow
from deploy.local.demo.products.play.chess import chess_set
from deploy.local.demo.products.product import DemoProduct
from deploy.local.demo.products.tableware import carafe, mug, teapot

PRODUCTS: tuple[DemoProduct, ...] = (
    table_lamp.PRODUCT,
    mug.PRODUCT,
    stool.PRODUCT,
    rainbow.PRODUCT,
    vase.PRODUCT,
    side_table.PRODUCT,
    teapot.PRODUCT,
    clogs.PRODUCT,
    car.PRODUCT,
    lantern.PRODUCT,
    carafe.PRODUCT,
    pouf.PRODUCT,
    chess_set.PRODUCT,
    lounge_chair.PRODUCT,
)
