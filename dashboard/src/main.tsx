import { render } from 'preact';
import { follow } from './api/live';
import { Shell } from './app/shell';
import './styles/index.css';

follow();
const root = document.getElementById('app');
if (root) render(<Shell />, root);
