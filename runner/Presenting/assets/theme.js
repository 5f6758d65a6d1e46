// Before anything is painted: the reader's choice of light or dark, if there is one.
const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
