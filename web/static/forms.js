/* Forms work without this. It shows how far an upload is, says at once that a file is too large, and keeps the focus where it helps. */
(function () {
  "use strict";
  var LARGEST = 50000000;

  document.addEventListener("htmx:xhr:progress", function (event) {
    var bar = document.querySelector("progress.sending");
    if (bar && event.detail.lengthComputable) {
      bar.hidden = event.detail.loaded >= event.detail.total && event.detail.total < 100000;
      bar.max = event.detail.total;
      bar.value = event.detail.loaded;
    }
  });

  document.addEventListener("change", function (event) {
    var input = event.target;
    if (input.type !== "file") { return; }
    var large = Array.prototype.some.call(input.files, function (file) { return file.size > LARGEST; });
    var hint = document.getElementById(input.getAttribute("aria-describedby"));
    if (hint) { hint.classList.toggle("danger", large); }
    input.setAttribute("aria-invalid", large ? "true" : "false");
    if (large) { input.value = ""; }
  });

  document.addEventListener("htmx:afterSettle", function () {
    var summary = document.querySelector(".summary");
    if (summary) { summary.focus(); } else if (!document.querySelector("form.form")) { window.scrollTo(0, 0); }
  });
})();
