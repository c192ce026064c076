// Two conveniences; every page is complete without them.
"use strict";

document.addEventListener("keydown", (event) => {
  const field = document.getElementById("q");
  const typing = /^(input|select|textarea)$/i.test(event.target.tagName) || event.target.isContentEditable;
  if (event.key === "/" && field && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

if (navigator.clipboard) {
  const [copy, copied] = document.documentElement.lang === "es" ? ["Copiar", "Copiado"] : ["Copy", "Copied"];
  for (const text of document.querySelectorAll(".copyable")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 2000);
    });
    text.after(" ", button);
  }
}
