"""The demonstration bureau: invented people and premises, one finished season and an open one."""

from yancha.demo.loading import load, load_at

__all__ = ["load", "load_at"]
