// Lets the inputs of a figure be moved where the page lets a script reach the kernel: Jupyter Notebook up to version 6.
// Elsewhere the figure stays as it stands in the page.
id => {
  const notebook = window.Jupyter?.notebook;
  if (!notebook) return;
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const bind = place => {
    place.dataset.live = "";
    const comm = notebook.kernel.comm_manager.new_comm("notebooklib.figure", { figure: id });
    const picture = make("img", { style: "display:block;max-width:100%" }), problem = make("p", { style: "margin:.4em 0 0;color:#c62828" });
    const controls = make("div", { style: "display:flex;flex-wrap:wrap;gap:.5em 2em;align-items:center;margin-bottom:.6em" });
    let fields = null, isMoving = false, isWanted = false;

    // One movement at a time, and no more than ten a second: the server of the notebook lets only so much through.
    const move = () => {
      if (isMoving) return void (isWanted = true);
      [isMoving, isWanted] = [true, false];
      comm.send({ values: fields.map(field => Number(field.value)) });
    };
    const field = (element, value, tell = () => {}) => {
      element.value = value;
      element.addEventListener("input", () => {
        tell(element.value);
        if (element.value !== "") move();
      });
      fields.push(Object.assign(element, { tell }));
      tell(element.value);
      return element;
    };
    const control = input => {
      const range = { min: input.min, max: input.max, step: input.step };
      if (input.kind === "matrix") {
        const cells = input.values.map(value => field(make("input", { type: "number", ...range, style: "width:3.6em;text-align:center", ariaLabel: input.label }), value));
        return make("div", {}, input.label, make("div", { style: `display:grid;grid-template-columns:repeat(${input.columns},auto);gap:3px;width:fit-content` }, ...cells));
      }
      const [value] = input.values, label = make("label", { style: "display:inline-flex;gap:.6em;align-items:center;margin:0" }, input.label);
      if (input.kind === "choice") label.append(field(make("select", {}, ...(input.options ?? []).map((option, index) => make("option", { value: input.min + index * input.step }, option))), value));
      else {
        const number = make("b", { style: "min-width:2.5em" });
        label.append(field(make("input", { type: "range", ...range, style: "width:16em" }), value, text => number.textContent = text), number);
      }
      return label;
    };

    comm.on_msg(message => {
      const told = message.content.data;
      problem.textContent = told.problem ?? "";
      if (told.picture) {
        if (!fields) {
          fields = [];
          controls.append(...told.inputs.map(control));
          place.replaceChildren(controls, picture, problem);
        } else if (!isWanted) {
          told.inputs.flatMap(input => input.values).forEach((value, index) => {
            if (fields[index] === document.activeElement) return; // What is being moved keeps what it was given.
            fields[index].value = value;
            fields[index].tell(fields[index].value);
          });
        }
        Object.assign(picture, { src: `data:image/png;base64,${told.picture.png}`, alt: told.picture.alt, width: told.picture.width });
      } else {
        setTimeout(() => {
          isMoving = false;
          if (isWanted) move();
        }, 100);
      }
    });
    comm.on_close(message => {
      fields?.forEach(each => each.disabled = true);
      problem.textContent = fields ? message.content.data.problem ?? "" : "";
    });
  };
  const open = () => document.querySelectorAll(`[data-figure="${id}"]:not([data-live])`).forEach(bind);
  if (notebook.kernel?.is_connected()) setTimeout(open); // Once the output stands in the page.
  else notebook.events.one("kernel_ready.Kernel", open);
}
