"""`scrapy genspider`: Scrapy's own, with our templates beside Scrapy's."""

import argparse
from pathlib import Path

from scrapy.commands import genspider

TEMPLATES = Path(__file__).parents[1] / "templates" / "spiders"


class Command(genspider.Command):
    """Writes a spider from a template: `-t magazine` is ours, the others are Scrapy's.

    Scrapy's setting TEMPLATES_DIR would replace its templates; but it takes a template by path, too.
    """

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        opts.template = _path_of_ours(opts.template)
        opts.dump = _path_of_ours(opts.dump)
        super().run(args, opts)
        if opts.list:
            print("\n".join(f"  {template.stem}" for template in sorted(TEMPLATES.glob("*.tmpl"))))


def _path_of_ours(name: str | None) -> str | None:
    """The path of a template of ours; another name as it is."""
    ours = TEMPLATES / f"{name}.tmpl"
    return str(ours) if ours.is_file() else name
