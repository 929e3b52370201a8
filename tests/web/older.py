"""Browsers that lack something, made of one that has it: scripts that run before those of the page."""

from __future__ import annotations

# Safari: the attribute does nothing there.
NO_CLOSEDBY = """
  const showModal = HTMLDialogElement.prototype.showModal;
  HTMLDialogElement.prototype.showModal = function () {
    this.removeAttribute('closedby');
    showModal.call(this);
  };
  delete HTMLDialogElement.prototype.closedBy;
"""
