import './older-browsers';
import './theme-switch';
