"""Components for templates; loaded everywhere."""

from django import template

register = template.Library()
