"""`scrapy genspider`: Scrapy's own, with our templates beside Scrapy's."""

import argparse
from pathlib import Path

from scrapy.commands import genspider
from scrapy.commands.genspider import sanitize_module_name
from scrapy.exceptions import UsageError

from crawler.exits import WRONG_USE
from crawler.terminal import refuse

TEMPLATES = Path(__file__).parents[1] / "templates" / "spiders"


class Command(genspider.Command):
    """Writes a spider from a template: `-t magazine` is ours, the others are Scrapy's.

    Scrapy's setting TEMPLATES_DIR would replace its templates; but it takes a template by path, too.
    """

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        opts.template = _path_of_ours(opts.template)
        opts.dump = _path_of_ours(opts.dump)
        try:
            if len(args) == 2 and not opts.list and not opts.dump:
                _check(*args)
        except UsageError as error:
            self.exitcode = refuse(error, WRONG_USE)
            return
        super().run(args, opts)
        if opts.list:
            print("\n".join(f"  {template.stem}" for template in sorted(TEMPLATES.glob("*.tmpl"))))


def _check(name: str, address: str) -> None:
    """Raise UsageError for what would make a file that is no Python: every command would then fail, not this one."""
    if not name or not sanitize_module_name(name).isidentifier():
        raise UsageError(f"Not a name for a spider: {name!r}. Use letters, digits, - and _, as in owl-weekly.")
    if not address.isprintable() or set(address) & set('"\\ '):
        raise UsageError(f"Not an address: {address!r}. Try one like https://magazine.example/")


def _path_of_ours(name: str | None) -> str | None:
    """The path of a template of ours; another name as it is."""
    ours = TEMPLATES / f"{name}.tmpl"
    return str(ours) if ours.is_file() else name
