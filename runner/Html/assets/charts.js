for (const element of document.querySelectorAll(".chart")) {
  const { data, layout = {}, config } = JSON.parse(element.querySelector("script").textContent);
  if (layout.width > element.clientWidth) {
    delete layout.width; // then the chart takes the width that there is
  }
  Plotly.newPlot(element, data, layout, { responsive: true, displaylogo: false, ...config });
}
