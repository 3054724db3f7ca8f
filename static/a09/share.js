/* Copies what stands in a field. Without it the field can be selected and copied by hand. */
"use strict";

document.querySelectorAll("[data-copies]").forEach(function (button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", function () {
    navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value).then(function () { button.textContent = "Copied"; });
  });
});
