for (const element of document.querySelectorAll(".chart")) {
  const figure = JSON.parse(element.querySelector("script").textContent);
  Plotly.newPlot(element, figure.data, figure.layout ?? {}, { responsive: true, displaylogo: false, ...figure.config });
}
